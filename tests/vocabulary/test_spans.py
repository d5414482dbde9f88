"""Terms and credentials inside a text: where they stand, and that they are what they are alone."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.rulebook.book import Rulebook
from advisor.rulebook.load import load_rulebook
from advisor.rulebook.tokens import all_tokens_of, located_tokens, tokens_of
from tests.people import steady

DOMAINS = ("areas", "fields", "education-levels", "settings", "tracks")


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def spellings(domain: str) -> tuple[str, ...]:
    terms = rulebook().vocabularies[domain].terms.values()
    return tuple(spelling for term in terms for spelling in (term.name, *term.spellings))


@cache
def credential_names() -> tuple[str, ...]:
    return tuple(name for one in rulebook().credentials for name in (one.acronym, one.name, *one.spellings))


NOISE = st.sampled_from(
    ["", "since 2020", "part time", "zzz", "2 yrs", "and", "my", "the", "Münster", "x-9", "(3)", "½"]
)
BETWEEN = st.sampled_from([" ", ", ", "; ", " / ", " - ", " & ", " (", ") ", "\n", " · "])


@st.composite
def mixtures(draw: st.DrawFn, names: tuple[str, ...]) -> str:
    """Names of a vocabulary with other words among them, in any case."""
    parts = draw(st.lists(st.one_of(NOISE, st.sampled_from(names)), min_size=1, max_size=6))
    text = "".join(part + draw(BETWEEN) for part in parts)
    return draw(st.sampled_from([text, text.lower(), text.upper()]))


@given(st.text(max_size=60))
@steady
def test_located_tokens_are_the_tokens(text: str) -> None:
    """A term would be found at another place than it stands, or not where a whole text is recognized."""
    located = located_tokens(text)
    assert tuple(one.token for one in located)[:40] == tokens_of(text)
    for one in located:
        assert 0 <= one.start < one.end <= len(text)
    assert [one.start for one in located] == sorted(one.start for one in located)


@given(st.lists(st.one_of(st.text(max_size=20), st.text("aB &.'-\n1é", max_size=20)), max_size=6))
@steady
def test_many_texts_are_split_like_one(texts: list[str]) -> None:
    """A spelling would be read otherwise than the text that is compared with it."""
    assert all_tokens_of(texts) == list(map(tokens_of, texts))


@pytest.mark.parametrize("domain", DOMAINS)
@given(data=st.data())
@steady
def test_a_span_is_a_term_and_is_found_alone(domain: str, data: st.DataObject) -> None:
    """What is cut out of an answer would mean something else than it did inside the answer."""
    vocabulary = rulebook().vocabularies[domain]
    text = data.draw(mixtures(spellings(domain)))
    end = 0
    for span in vocabulary.spans(text):
        assert end <= span.start < span.end <= len(text)
        assert vocabulary.find(text[span.start : span.end]) == span.id
        end = span.end


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_spelling_is_one_span(domain: str) -> None:
    """A phrase would be cut into the shorter ones inside it."""
    vocabulary = rulebook().vocabularies[domain]
    for spelling in spellings(domain):
        if set(spelling) & set("()[]+;"):
            continue
        spans = vocabulary.spans(f"zzz {spelling} zzz")
        found = vocabulary.find(spelling)
        assert found is None or {span.id for span in spans} == {found}, spelling
        assert found is None or len(spans) == 1, spelling


@given(data=st.data())
@steady
def test_a_credential_span_is_found_alone(data: st.DataObject) -> None:
    """A credential inside an answer would be another one, or none, when it is cut out."""
    text = data.draw(mixtures(credential_names()))
    end = 0
    for span in rulebook().credential_spans(text):
        assert end <= span.start < span.end <= len(text)
        assert rulebook().find_credential(text[span.start : span.end]) == (span.id, span.former or "")
        end = span.end


def test_every_name_of_a_credential_is_one_span() -> None:
    """A name would be taken for a shorter one inside it, such as the CCS-P for the CCS."""
    for name in credential_names():
        spans = rulebook().credential_spans(f"zzz {name} zzz")
        assert [span.id for span in spans] == [rulebook().find_credential(name)[0]], name  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("RHIT since 2020", ["rhit"]),
        ("RHIT, CCS and C.P.C.", ["rhit", "ccs", "cpc"]),
        ("R H I T", ["rhit"]),
        ("r.h.i.t. exp 2027", ["rhit"]),
        ("CCS - P", ["ccs-p"]),
        ("CCS–P", ["ccs-p"]),
        ("ccs p", ["ccs-p"]),
        ("CPCA", ["cpc-a"]),
        ("CPC (A)", ["cpc-a"]),
        ("C.P.C.-A", ["cpc-a"]),
        ("CPC A since 2024", ["cpc-a"]),
        ("have my cpc a year now", ["cpc"]),
        ("a CPC, a coder", ["cpc"]),
        ("CTR (now ODS)", ["ods", "ods"]),
        ("Certified Billing & Coding Specialist (CBCS)", ["cbcs", "cbcs"]),
        ("Registered Health Information Technician (RHIT) 2020", ["rhit", "rhit"]),
        ("CPC-P", []),
        ("ICD-10-PCS", []),
        ("LPC, LCPC", []),
        ("RHIT-CCS", ["rhit", "ccs"]),
        ("RHITs", []),
    ],
)
def test_credentials_in_a_text(text: str, ids: list[str]) -> None:
    """A held credential would be lost, or one be held that is not."""
    assert [span.id for span in rulebook().credential_spans(text)] == ids


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("RHIT certified since 2020", " since 2020"),
        ("CPC from AAPC", ""),
        ("CCS (AHIMA) 2018", " 2018"),
        ("AHIMA CCS", ""),
        ("certified CPC", ""),
        ("AAPC CCS", "AAPC "),
        ("CPC and a dog", " and a dog"),
        ("CPC exam", " exam"),
    ],
)
def test_what_a_credential_leaves_of_a_text(text: str, rest: str) -> None:
    """A word that adds nothing would leave a credential in doubt, or one that matters would be swallowed."""
    (span,) = rulebook().credential_spans(text)
    assert text[: span.start] + text[span.end :] == rest


@pytest.mark.parametrize(
    ("text", "former"), [("CTR", "CTR"), ("Certified Tumor Registrar", "CTR"), ("ODS", None), ("RRA", "RRA")]
)
def test_a_former_name_is_told(text: str, former: str | None) -> None:
    """The person would not hear that their credential has another name today."""
    assert [span.former for span in rulebook().credential_spans(text)] == [former]


def test_a_credential_of_another_field_is_none_of_ours() -> None:
    """An infection preventionist (CIC) would be an inpatient coder (CIC)."""
    for term in rulebook().vocabularies["other-credentials"].terms.values():
        for spelling in term.spellings:
            assert rulebook().find_credential(spelling) is None, spelling
            assert rulebook().credential_spans(f"my {spelling}, 2020") == (), spelling
            assert rulebook().vocabularies["other-credentials"].find(spelling) == term.id, spelling


@pytest.mark.parametrize(
    ("text", "ours", "others"),
    [
        ("RN, CCS, CDIP", ["ccs", "cdip"], ["rn"]),
        ("CMA (AAMA) and CCA", ["cca"], ["medical-assistant"]),
        ("CHPC not CHPS", ["chps"], ["chpc"]),
        ("LPC", [], ["counselor"]),
        ("CIC (CBIC)", [], ["infection-control"]),
        ("CIC", ["cic"], []),
        ("certified rehabilitation counselor (CRC), RHIT", ["rhit"], ["counselor"]),
        ("First Aid/CPR; driver's license", [], ["life-support", "drivers-license"]),
        ("CPC-P", [], ["aapc-specialty"]),
        ("CCDS, CDIP", ["ccds", "cdip"], []),
    ],
)
def test_credentials_of_several_fields(text: str, ours: list[str], others: list[str]) -> None:
    """A license of another field would be one of ours, or an unknown remark beside ours."""
    assert [span.id for span in rulebook().credential_spans(text)] == ours
    assert [span.id for span in rulebook().vocabularies["other-credentials"].spans(text)] == others


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("billing clerk at the electric company, 2 years", [("billing clerk at the electric", "other")]),
        ("coder 3 years, school bus driver 2 years", [("coder", "coding"), ("bus driver", "other")]),
        ("web designer 2019-2021, coder 2021-2023", [("web designer", "other"), ("coder", "coding")]),
        (
            "medical coder; billing clerk for a law firm",
            [("medical coder", "coding"), ("billing clerk for a law", "other")],
        ),
        ("coder at a law school hospital", [("coder", "coding")]),
        ("CMA (medical assistant)", [("CMA", "clinical"), ("medical assistant", "clinical")]),
    ],
)
def test_areas_of_work_in_a_text(text: str, found: list[tuple[str, str]]) -> None:
    """Years at an electric company would be years of medical billing, or those beside them would be lost."""
    spans = rulebook().vocabularies["areas"].spans(text)
    assert [(text[span.start : span.end], span.id) for span in spans] == found


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("R.H.I.T.", "rhit"),
        ("RHIT-certified", "rhit"),
        ("CPC apprentice", "cpc-a"),
        ("Certified Professional Coder - Apprentice", "cpc-a"),
        ("COCA", "coc-a"),
        ("CCSP", "ccs-p"),
        ("CCS P", "ccs-p"),
        ("CCS - P", "ccs-p"),
        ("certified tumor registrar", "ods"),
        ("Certified Electronic Health Records Specialist", "cehrs"),
        ("Certified Billing & Coding Specialist", "cbcs"),
        ("certificada como CCS", "ccs"),
        ("RHIT cert.", "rhit"),
        ("RHIT (AHIMA)", "rhit"),
        ("CPC certification through AAPC", "cpc"),
        ("registered health info tech", "rhit"),
    ],
)
def test_ways_to_write_a_credential(text: str, id: str) -> None:
    """A held credential would be lost by the way it is written."""
    found = rulebook().find_credential(text)
    assert found is not None
    assert found[0] == id
