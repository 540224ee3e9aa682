"""A misspelt setting is told, as its default holds."""

from service.serve.unknown import complaints


def test_a_variable_that_is_no_setting_is_told_with_the_one_that_is_near() -> None:
    told = complaints(["PATH", "ONRECORD_DATA", "ONRECORD_READ_PER_MINUTE", "ONRECORD_PORT"])
    assert told == [
        "ONRECORD_PORT is no setting and changes nothing.",
        "ONRECORD_READ_PER_MINUTE is no setting and changes nothing; ONRECORD_READS_PER_MINUTE is one.",
    ]
