"""The intake on PostgreSQL: the same way of an envelope, from both browsers to the courier."""

import json
from pathlib import Path

import pytest
from tests.intake.server import Intake, multipart, running
from tools.with_postgres import ProgramsMissingError, cluster


def test_envelopes_are_kept_listed_and_confirmed_on_postgresql(tmp_path: Path) -> None:
    try:
        with cluster() as url, running(Intake(tmp_path), KNIHA_INTAKE_DATABASE=url) as intake:
            body, type_ = multipart({"text": "словы", "keep": "yes"})
            assert intake.request("POST", "/be/report", body, Content_Type=type_)[0] == 200
            (sealed,) = intake.envelopes()
            for _ in range(2):
                assert intake.file(sealed.read_bytes(), Kniha_Envelope="ab" * 16)[0] == 201
            listed = json.loads(intake.courier_request("GET", "/courier/envelopes")[2])["envelopes"]
            assert len(listed) == 2
            asked = json.dumps({"envelopes": [row["id"] for row in listed]}).encode()
            for _ in range(2):
                assert intake.courier_request("POST", "/courier/confirmations", asked)[0] == 200
            assert json.loads(intake.courier_request("GET", "/courier/envelopes")[2]) == {"envelopes": []}
    except ProgramsMissingError as error:
        pytest.skip(str(error))
