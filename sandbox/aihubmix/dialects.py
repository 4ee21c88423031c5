"""The words of the transcript's mirrors: the same stages, translated."""

from dataclasses import dataclass, replace

from sandbox.aihubmix.behaviours import DialectName, Language


@dataclass(frozen=True)
class Words:
    queue: str
    generating: str
    progress: str
    done: str
    download: str
    failed: str
    reason: str
    colon: str = ": "
    count_in_head: bool = True
    task_lines: bool = False
    """The 2026 mirror names the task and links to its pages before anything else."""


_ENGLISH = Words(
    queue="Queuing",
    generating="Generating",
    progress="Progress",
    done="Generation complete",
    download="Click to download",
    failed="Generation failed",
    reason="Failure reason",
)
_CHINESE = Words(
    queue="排队中",
    generating="生成中",
    progress="进度",
    done="生成完成",
    download="点击下载",
    failed="生成失败",
    reason="失败原因",
    colon="：",
)
_JAPANESE = Words(
    queue="順番待ち中",
    generating="生成中",
    progress="進捗",
    done="生成完了",
    download="クリックしてダウンロード",
    failed="生成失敗",
    reason="失敗理由",
    colon="：",
)
_KOREAN = Words(
    queue="대기 중",
    generating="생성 중",
    progress="진행률",
    done="생성 완료",
    download="다운로드하려면 클릭",
    failed="생성 실패",
    reason="실패 원인",
)
_PORTUGUESE = Words(
    queue="Na fila",
    generating="Gerando",
    progress="Progresso",
    done="Geração concluída",
    download="Clique para baixar",
    failed="Falha na geração",
    reason="Motivo da falha",
)

WORDS = {
    "english": _ENGLISH,
    "seed": replace(_ENGLISH, count_in_head=False),
    "chinese": _CHINESE,
    "chinese-2026": replace(_CHINESE, task_lines=True),
    "japanese": _JAPANESE,
    "korean": _KOREAN,
    "portuguese": _PORTUGUESE,
}
BY_LANGUAGE: dict[Language, DialectName] = {
    "en": "english",
    "zh": "chinese",
    "ja": "japanese",
    "ko": "korean",
    "pt": "portuguese",
}
