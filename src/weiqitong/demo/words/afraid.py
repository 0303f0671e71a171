"""Why an office looks behind a hidden name."""

REASONS = (
    "需要核对补贴申报记录，否则无法查办。",
    "企业反映的地点有两处，需确认是哪一处。",
    "涉及停产，要当天到现场处置。",
)
