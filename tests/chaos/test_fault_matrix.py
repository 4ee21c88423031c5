"""Every misbehaviour of the gateway on every wire: it ends in a result or in one sentence, and the books are right."""

from collections.abc import Mapping

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.spec import ModelSpec
from bot.credits.audit import audit
from bot.jobs.rows import Job
from bot.media.requests import GenerationRequest
from bot.provider.wires import wires
from sandbox.aihubmix.behaviours import Behaviour
from sandbox.discord import Upload
from tests.chaos.faults import every_fault
from tests.conftest import OpenStage
from tests.pictures import png
from tests.stage import Stage

RICH = 100_000_000
PROMPT = "a red fox in the snow"  # so plainly English that nothing is translated
WIRES = sorted(wires())
FAULTS = every_fault()
EVERY = 10  # of the faults is tried on a wire in the short form
PICTURE = png(512, 512)


def model_of(wire: str) -> ModelSpec:
    """The first whose plain requests can be made in that wire; each wire has one."""
    return next(
        spec
        for spec in Catalog.load()
        if wire in spec.wires_for(GenerationRequest(model=spec.id, medium=spec.medium, prompt=PROMPT))
    )


async def tried(stage: Stage, spec: ModelSpec, fault: Behaviour) -> None:
    """One request that meets that fault."""
    before = (await stage.bot.services.studio.balance(stage.account("Ada"))).balance
    billed = len(stage.gateway.bill)
    known = {job.id for job in await stage.jobs()}
    stage.gateway.will(fault)
    command = "video" if spec.medium == "video" else "imagine"
    picture = {"image": Upload("cat.png", PICTURE)} if spec.needs_reference else {}
    options = {"prompt": PROMPT, "model": spec.id, **picture}
    said = await stage.outcome(await stage.person("Ada").slash(command, channel="general", options=options))
    await stage.idle()
    (job,) = [job for job in await stage.jobs() if job.id not in known]
    ended_well(job, said)
    assert len(stage.gateway.bill) - billed <= 1, "paid twice"
    balance = await stage.balance("Ada")
    assert balance.held == 0
    assert before - balance.balance == (job.cost or 0)
    assert await stage.bot.services.store.read(audit) == []


def ended_well(job: Job, said: Mapping[str, object]) -> None:
    content, attachments = str(said["content"]), said["attachments"]
    if job.state == "succeeded":
        assert attachments
        return
    assert job.state == "failed"
    assert not attachments
    assert not job.cost
    sentences = content.removeprefix(f"> {PROMPT}\n")
    assert "\n" not in sentences
    assert "nothing" in sentences, content


async def all_of(open_stage: OpenStage, wire: str, faults: Mapping[str, Behaviour]) -> None:
    spec = model_of(wire)
    failures: list[str] = []
    async with open_stage(new_member_grant=RICH, model_wires={spec.id: wire}, job_timeout=3) as stage:
        stage.gateway.balance *= 1000
        for name, fault in faults.items():
            try:
                await tried(stage, spec, fault)
            except (AssertionError, TimeoutError) as error:
                failures.append(f"{name}: {error!r:.300}")
                await stage.idle()
    assert not failures, "\n".join(failures)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("wire", WIRES)
async def test_some_faults(open_stage: OpenStage, wire: str) -> None:
    shift = WIRES.index(wire)
    some = {name: fault for number, (name, fault) in enumerate(FAULTS.items()) if (number + shift) % EVERY == 0}
    await all_of(open_stage, wire, some)


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("wire", WIRES)
async def test_every_fault(open_stage: OpenStage, wire: str) -> None:
    await all_of(open_stage, wire, FAULTS)
