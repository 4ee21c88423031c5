"""The words of the reversed video model in the languages of its mirrors; the emoji are the same everywhere."""

from dataclasses import dataclass

from sandbox.aihubmix.behaviours import DialectName


@dataclass(frozen=True)
class FilmWords:
    created: str
    task_id: str
    follow: str
    web: str
    source: str
    waiting: str
    processing: str
    kind: str
    from_text: str
    from_frame: str
    starting: str
    retrying: str
    preview: str
    preview_link: str
    optimizing: str
    done: str
    watch: str
    download: str
    failed: str
    reason: str
    colon: str = ": "


_ENGLISH = FilmWords(
    created="Video generation task created",
    task_id="Task ID",
    follow="To prevent task interruption, you can continuously track progress from the following links",
    web="Data Preview",
    source="Source Data",
    waiting="Waiting for processing",
    processing="Processing images (download/crop/upload)",
    kind="Type",
    from_text="Text-to-video generation",
    from_frame="VEO3 start frame video generation",
    starting="Starting video generation",
    retrying="Retrying",
    preview="Preview video generated",
    preview_link="Online Preview",
    optimizing="Optimizing video quality",
    done="High-quality video generated",
    watch="Watch Online",
    download="Download Video",
    failed="Video generation failed",
    reason="Failure reason",
)
_CHINESE = FilmWords(
    created="视频生成任务已创建",
    task_id="任务ID",
    follow="为防止任务中断，可以从以下链接持续获取任务进度",
    web="数据预览",
    source="原始数据",
    waiting="等待处理中",
    processing="正在处理图片（下载/裁剪/上传）",
    kind="类型",
    from_text="文生视频",
    from_frame="VEO3首帧生视频",
    starting="开始生成视频",
    retrying="重试中",
    preview="预览视频已生成",
    preview_link="在线预览",
    optimizing="正在优化视频质量",
    done="高质量视频已生成",
    watch="在线观看",
    download="下载视频",
    failed="视频生成失败",
    reason="失败原因",
    colon="：",
)
_JAPANESE = FilmWords(
    created="動画生成タスクを作成しました",
    task_id="タスクID",
    follow="タスクの中断を防ぐため、次のリンクから進捗を確認できます",
    web="データプレビュー",
    source="元データ",
    waiting="処理待ち",
    processing="画像を処理中（ダウンロード/切り抜き/アップロード）",
    kind="種類",
    from_text="テキストから動画を生成",
    from_frame="VEO3開始フレームから動画を生成",
    starting="動画の生成を開始",
    retrying="再試行中",
    preview="プレビュー動画を生成しました",
    preview_link="オンラインプレビュー",
    optimizing="動画の品質を最適化中",
    done="高品質の動画を生成しました",
    watch="オンラインで見る",
    download="動画をダウンロード",
    failed="動画の生成に失敗しました",
    reason="失敗理由",
    colon="：",
)
_KOREAN = FilmWords(
    created="비디오 생성 작업이 생성되었습니다",
    task_id="작업 ID",
    follow="작업 중단을 방지하려면 다음 링크에서 진행 상황을 계속 확인하세요",
    web="데이터 미리보기",
    source="원본 데이터",
    waiting="처리 대기 중",
    processing="이미지 처리 중 (다운로드/자르기/업로드)",
    kind="유형",
    from_text="텍스트로 비디오 생성",
    from_frame="VEO3 시작 프레임 비디오 생성",
    starting="비디오 생성 시작",
    retrying="재시도 중",
    preview="미리보기 비디오 생성 완료",
    preview_link="온라인 미리보기",
    optimizing="비디오 품질 최적화 중",
    done="고품질 비디오 생성 완료",
    watch="온라인으로 보기",
    download="비디오 다운로드",
    failed="비디오 생성 실패",
    reason="실패 원인",
)
_PORTUGUESE = FilmWords(
    created="Tarefa de geração de vídeo criada",
    task_id="ID da tarefa",
    follow="Para evitar a interrupção da tarefa, acompanhe o progresso pelos seguintes links",
    web="Prévia dos dados",
    source="Dados de origem",
    waiting="Aguardando processamento",
    processing="Processando imagens (baixar/cortar/enviar)",
    kind="Tipo",
    from_text="Geração de vídeo a partir de texto",
    from_frame="Geração de vídeo VEO3 a partir do quadro inicial",
    starting="Iniciando a geração do vídeo",
    retrying="Tentando novamente",
    preview="Vídeo de prévia gerado",
    preview_link="Prévia online",
    optimizing="Otimizando a qualidade do vídeo",
    done="Vídeo de alta qualidade gerado",
    watch="Assistir online",
    download="Baixar vídeo",
    failed="Falha na geração do vídeo",
    reason="Motivo da falha",
)

FILM_WORDS: dict[DialectName, FilmWords] = {
    "english": _ENGLISH,
    "seed": _ENGLISH,
    "chinese": _CHINESE,
    "chinese-2026": _CHINESE,
    "japanese": _JAPANESE,
    "korean": _KOREAN,
    "portuguese": _PORTUGUESE,
}
