"""What a file says of itself: who made what of which words, for people, for picture tools and for XMP readers."""

import html
import re
from dataclasses import dataclass, replace

SOFTWARE = "Atelier"
NAMESPACE = "urn:atelier:picture:1.0"
_UNWRITABLE = re.compile("[^\t\n\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_END = "</rdf:RDF>"
_ABOUT = re.compile(r"""rdf:about=(["'])(.*?)\1""")
_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_TITLE = 120  # characters


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of a result. `date` is ISO 8601 with its offset; `composite`: made of pictures that were given."""

    prompt: str
    model: str
    job: str
    date: str
    negative: str = ""
    seed: int | None = None
    composite: bool = False
    version: str = ""

    def clean(self) -> "Marks":
        """Without the characters that XML has no way to write."""
        return replace(self, prompt=_UNWRITABLE.sub("", self.prompt), negative=_UNWRITABLE.sub("", self.negative))

    def cut(self, characters: int) -> "Marks":
        """With so much of the words at the most."""
        return replace(self, prompt=self.prompt[:characters], negative=self.negative[:characters])

    @property
    def software(self) -> str:
        """Name and version."""
        return f"{SOFTWARE} {self.version}".strip()

    def parameters(self) -> str:
        """As picture tools read and write it: the prompt, then one line of names and values."""
        facts = {"Seed": self.seed, "Model": self.model, "Job": self.job, "Date": self.date, "Software": self.software}
        lines = [self.prompt]
        if self.negative:
            lines.append(f"Negative prompt: {self.negative}")
        lines.append(", ".join(f"{name}: {value}" for name, value in facts.items() if value is not None))
        return "\n".join(lines)

    def tags(self) -> dict[str, str]:
        """For a video's container."""
        title = " ".join(self.prompt.split())[:_TITLE]
        return {"title": title, "comment": self.parameters(), "description": self.prompt, "date": self.date}

    def xmp(self, former: bytes = b"") -> bytes | None:
        """A packet; one that is in the file already is added to. None when nothing can be added to that."""
        if not former:
            body = self._description("", self._standard() + self._own())
            return _PACKET.format(body=body).encode()
        try:
            text = former.decode()
        except UnicodeDecodeError:
            return None
        before, end, after = text.rpartition(_END)
        if not end or NAMESPACE in text:
            return None
        about = found[2] if (found := _ABOUT.search(before)) else ""
        return "".join([before, self._description(about, self._own()), end, after]).encode()

    def _own(self) -> str:
        facts = {
            "Prompt": self.prompt,
            "NegativePrompt": self.negative or None,
            "Model": self.model,
            "Seed": self.seed,
            "Job": self.job,
            "Date": self.date,
            "Software": self.software,
        }
        return "".join(
            f"<atelier:{name}>{_escaped(str(value))}</atelier:{name}>"
            for name, value in facts.items()
            if value is not None
        )

    def _standard(self) -> str:
        kind = "compositeWithTrainedAlgorithmicMedia" if self.composite else "trainedAlgorithmicMedia"
        said = _escaped(self.prompt)
        return (
            f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{said}</rdf:li></rdf:Alt></dc:description>'
            f"<xmp:CreatorTool>{_escaped(self.software)}</xmp:CreatorTool><xmp:CreateDate>{self.date}</xmp:CreateDate>"
            f"<Iptc4xmpExt:DigitalSourceType>{_MADE}{kind}</Iptc4xmpExt:DigitalSourceType>"
            f"<Iptc4xmpExt:AISystemUsed>{_escaped(self.model)}</Iptc4xmpExt:AISystemUsed>"
        )

    @staticmethod
    def _description(about: str, properties: str) -> str:
        return (
            f'<rdf:Description rdf:about="{about}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
            ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
            f' xmlns:atelier="{NAMESPACE}">{properties}</rdf:Description>'
        )


_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"'
    ' x:xmptk="Atelier"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{body}</rdf:RDF></x:xmpmeta>'
    '<?xpacket end="r"?>'
)


def _escaped(text: str) -> str:
    """A carriage return that is not named would be read as the end of a line."""
    return html.escape(text, quote=False).replace("\r", "&#13;")
