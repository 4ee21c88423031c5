"""Tasks of the gateway in the job's row."""

import json

from bot.provider.tasks import Task, dumped, loaded, task_ids
from bot.provider.wire import Call, Link, Pending

TASKS = {
    0: Task("predictions", Pending("api.us1.bfl.1", Call("/v1/tasks/1", method="GET", host="tasks"), every=2.0)),
    3: Task("veo3", Pending("t2", Link("https://example.org/2.json"), missing_for=10.0)),
}


def test_they_come_back_from_json_as_they_were() -> None:
    stored = json.loads(json.dumps(dumped(TASKS)))
    assert loaded(stored) == TASKS
    assert task_ids(stored) == {"api.us1.bfl.1", "t2"}


def test_a_job_without_tasks_has_none() -> None:
    assert loaded(None) == {}
    assert task_ids(None) == set()
