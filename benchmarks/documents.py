"""The documents of the comparison: one Open Badge and one European Digital Credential, and classes of them.

Both are made here by hand, not by mcissue's own formats, so that every engine gets the same, whatever our
formats become. The badge leaves its inner nodes without ids, as most issuers do: the harder case for RDFC-1.0.
"""

from __future__ import annotations

from typing import Any

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EUROPEAN = "http://data.europa.eu/snb/model/context/edc-ap"
INTEGRITY = "https://w3id.org/security/data-integrity/v2"

ISSUER = "did:web:kymi.example"
KEY_ID = f"{ISSUER}#key-2026"
COURSE = "https://kymi.example/courses/data-management"


def badge(number: int = 0) -> dict[str, Any]:
    """An Open Badge 3.0 of about 6 KB with 15 nodes without id; `number` says whose it is."""
    return {
        "@context": [CREDENTIALS_V2, BADGES],
        "id": f"urn:uuid:7cde6a64-7a9b-4ef1-8a94-{number:012x}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Research data management",
        "description": "A microcredential of 2.5 ECTS on planning for the data of a research project.",
        "issuer": _profile(),
        "validFrom": "2026-06-15T12:00:00Z",
        "validUntil": "2031-06-15T12:00:00Z",
        "awardedDate": f"2026-06-{1 + number % 14:02d}T10:00:00Z",
        "credentialSubject": {
            "id": f"urn:uuid:2b1f0f0e-91f0-4ad6-9a37-{number:012x}",
            "type": ["AchievementSubject"],
            "activityStartDate": "2026-01-12",
            "activityEndDate": "2026-05-29",
            "creditsEarned": 2.5,
            "role": "Student",
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": f"Aino Mäkinen {number}",
                    "identityType": "name",
                },
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": f"sha256${number:064x}",
                    "identityType": "emailAddress",
                    "salt": f"salt{number}",
                },
            ],
            "achievement": _achievement(),
            "result": [
                {
                    "type": ["Result"],
                    "resultDescription": f"{COURSE}#result-{part}",
                    "value": str(1 + (number + part) % 5),
                }
                for part in range(3)
            ],
        },
        "evidence": [
            {
                "id": f"https://kymi.example/works/{number}/{part}",
                "type": ["Evidence"],
                "name": name,
                "narrative": "Reviewed by two teachers of the course; the learner's identity was checked on site.",
                "genre": "Portfolio",
            }
            for part, name in enumerate(("The data management plan", "Presentation of the plan"))
        ],
        "credentialStatus": {
            "id": f"https://kymi.example/status/1#{number}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number),
            "statusListCredential": "https://kymi.example/status/1",
        },
    }


def _profile() -> dict[str, Any]:
    return {
        "id": ISSUER,
        "type": ["Profile"],
        "name": "Kymin yliopisto – Kymi University",
        "url": "https://kymi.example/",
        "email": "office@kymi.example",
        "description": "A university of applied sciences in south-eastern Finland.",
        "address": {
            "type": ["Address"],
            "addressCountry": "Finland",
            "addressCountryCode": "FI",
            "addressLocality": "Kouvola",
            "postalCode": "45100",
            "streetAddress": "Paraatikenttä 7",
        },
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "kymi.example", "identifierType": "ext:schac"},
            {"type": "IdentifierEntry", "identifier": "DEQARINST9999", "identifierType": "ext:deqar"},
        ],
        "image": {"id": "https://kymi.example/logo.png", "type": "Image", "caption": "The university's logo"},
    }


def _achievement() -> dict[str, Any]:
    skills = (
        "manage research data",
        "write research proposals",
        "apply research ethics",
        "document analysis",
        "assess data quality",
        "publish data openly",
    )
    return {
        "id": COURSE,
        "type": ["Achievement"],
        "name": "Research data management",
        "description": "How to plan for, document, protect and publish the data of a research project.",
        "achievementType": "MicroCredential",
        "creditsAvailable": 2.5,
        "fieldOfStudy": "Information and Communication Technologies",
        "humanCode": "D-101",
        "inLanguage": "en",
        "version": "2026",
        "criteria": {
            "narrative": "The learner wrote a plan for the data of a real project, presented it, and passed an "
            "exam on licences, the protection of personal data and long-term storage."
        },
        "image": {"id": "https://kymi.example/badge.png", "type": "Image", "caption": "A badge"},
        "tag": ["data", "research", "open science"],
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": skill,
                "targetUrl": f"http://data.europa.eu/esco/skill/0000000{index}-b2a5-4d5c-9e6a-1f3b5d7c9e0f",
                "targetFramework": "ESCO",
                "targetDescription": f"The learner can {skill} without help and explain to others how.",
                "targetType": "ext:ESCOSkill",
            }
            for index, skill in enumerate(skills)
        ],
        "resultDescription": [
            {
                "id": f"{COURSE}#result-{part}",
                "type": ["ResultDescription"],
                "name": name,
                "resultType": "LetterGrade",
            }
            for part, name in enumerate(("Plan", "Presentation", "Exam"))
        ],
    }


# A picture of 5 KB in base64, as European credentials carry them in `content`.
_PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ" * 118


def european(number: int = 0) -> dict[str, Any]:
    """A European Digital Credential of about 16 KB, every node with an id; `number` says whose it is."""
    titles = {"en": "Research data management", "fi": "Tutkimusaineistojen hallinta"}
    return {
        "@context": [CREDENTIALS_V1, EUROPEAN, INTEGRITY],
        "id": f"urn:credential:7cde6a64-7a9b-4ef1-8a94-{number:012x}",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
        "credentialProfiles": [
            _concept(
                "http://data.europa.eu/snb/credential/e34929035b", "credential", en="Generic", fi="Yleinen"
            )
        ],
        "credentialSchema": [
            {"id": "http://data.europa.eu/snb/model/ap/edc-generic-full", "type": "ShaclValidator2017"}
        ],
        "displayParameter": _display(titles),
        "issuer": {**_organisation("1"), "id": ISSUER},
        "issuanceDate": "2026-06-15T12:00:00Z",
        "issued": "2026-06-15T12:00:00Z",
        "validFrom": "2026-06-15T12:00:00Z",
        "expirationDate": "2031-06-15T12:00:00Z",
        "credentialSubject": {
            "id": f"urn:epass:person:{number}",
            "type": "Person",
            "givenName": {"en": f"Aino {number}"},
            "familyName": {"en": "Mäkinen"},
            "fullName": {"en": f"Aino Mäkinen {number}"},
            "dateOfBirth": f"19{60 + number % 40}-03-01T00:00:00Z",
            "identifier": [_identifier(f"student-{number}", f"{1000 + number}", "Student number")],
            "contactPoint": [
                {
                    "id": f"urn:epass:contactPoint:{number}",
                    "type": "ContactPoint",
                    "emailAddress": [{"id": f"mailto:learner{number}@kymi.example", "type": "Mailbox"}],
                }
            ],
            "hasClaim": [_achievement_claim(number, titles)],
        },
    }


def _concept(uri: str, scheme: str, **labels: str) -> dict[str, Any]:
    return {
        "id": uri,
        "type": "Concept",
        "inScheme": {"id": f"http://data.europa.eu/snb/{scheme}/25831c2", "type": "ConceptScheme"},
        "prefLabel": {language: [label] for language, label in labels.items()},
    }


def _identifier(name: str, notation: str, scheme: str, kind: str = "Identifier") -> dict[str, Any]:
    return {"id": f"urn:epass:identifier:{name}", "type": kind, "notation": notation, "schemeName": scheme}


def _organisation(number: str) -> dict[str, Any]:
    finland = _concept(
        "http://publications.europa.eu/resource/authority/country/FIN", "country", en="Finland"
    )
    return {
        "id": f"urn:epass:org:{number}",
        "type": "Organisation",
        "legalName": {"en": "Kymi University", "fi": "Kymin yliopisto"},
        "altLabel": {"en": ["Kymi"]},
        "eIDASIdentifier": _identifier(f"vat-{number}", "VATFI-1234567-8", "eIDAS", "LegalIdentifier"),
        "registration": _identifier(f"reg-{number}", "1234567-8", "Business ID", "LegalIdentifier"),
        "homepage": [
            {"id": "https://kymi.example/", "type": "WebResource", "contentURL": "https://kymi.example/"}
        ],
        "location": [
            {
                "id": f"urn:epass:location:{number}",
                "type": "Location",
                "address": [
                    {
                        "id": f"urn:epass:address:{number}",
                        "type": "Address",
                        "countryCode": finland,
                        "fullAddress": {
                            "id": f"urn:epass:note:{number}",
                            "type": "Note",
                            "noteLiteral": {"en": "Paraatikenttä 7, 45100 Kouvola, Finland"},
                        },
                    }
                ],
            }
        ],
    }


def _display(titles: dict[str, str]) -> dict[str, Any]:
    english = _concept(
        "http://publications.europa.eu/resource/authority/language/ENG", "language", en="English"
    )
    picture = {
        "id": "urn:epass:mediaObject:1",
        "type": "MediaObject",
        "content": _PICTURE,
        "contentEncoding": _concept(
            "http://data.europa.eu/snb/encoding/6146cde7dd", "encoding", en="base64", fi="base64"
        ),
        "contentType": _concept(
            "http://publications.europa.eu/resource/authority/file-type/PNG", "file-type", en="PNG"
        ),
    }
    return {
        "id": "urn:epass:displayParameter:1",
        "type": "DisplayParameter",
        "title": titles,
        "description": {
            "en": "A microcredential of Kymi University.",
            "fi": "Kymin yliopiston pieni tutkinto.",
        },
        "primaryLanguage": english,
        "language": [english],
        "individualDisplay": [
            {
                "id": "urn:epass:individualDisplay:1",
                "type": "IndividualDisplay",
                "language": english,
                "displayDetail": [
                    {"id": "urn:epass:displayDetail:1", "type": "DisplayDetail", "image": picture, "page": 1}
                ],
            }
        ],
    }


def _achievement_claim(number: int, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "id": f"urn:epass:learningAchievement:{number}",
        "type": "LearningAchievement",
        "title": titles,
        "awardedBy": {
            "id": f"urn:epass:awardingProcess:{number}",
            "type": "AwardingProcess",
            "awardingBody": [_organisation("2")],
            "awardingDate": f"2026-06-{1 + number % 14:02d}T10:00:00Z",
            "educationalSystemNote": _concept(
                "http://data.europa.eu/snb/education-system/fi", "education-system", en="Finland"
            ),
        },
        "provenBy": [
            {
                "id": f"urn:epass:learningAssessment:{number}",
                "type": "LearningAssessment",
                "title": {"en": "Exam", "fi": "Koe"},
                "awardedBy": {
                    "id": f"urn:epass:awardingProcess:exam-{number}",
                    "type": "AwardingProcess",
                    "awardingBody": [{"id": "urn:epass:org:2"}],
                },
                "grade": _note(f"grade-{number}", str(1 + number % 5)),
                "idVerification": _concept(
                    "http://data.europa.eu/snb/supervision-verification/920fbb3cbe",
                    "supervision",
                    en="Supervised on site with identity verification",
                    fi="Valvottu, henkilöllisyys tarkistettu",
                ),
            }
        ],
        "influencedBy": [
            {
                "id": f"urn:epass:learningActivity:{number}",
                "type": "LearningActivity",
                "title": {"en": "Lectures and project work", "fi": "Luennot ja projektityö"},
                "workload": "PT67H",
                "temporal": [
                    {
                        "id": f"urn:epass:period:{number}",
                        "type": "PeriodOfTime",
                        "startDate": "2026-01-12T00:00:00Z",
                        "endDate": "2026-05-29T00:00:00Z",
                    }
                ],
                "awardedBy": {
                    "id": f"urn:epass:awardingProcess:activity-{number}",
                    "type": "AwardingProcess",
                    "awardingBody": [{"id": "urn:epass:org:2"}],
                },
            }
        ],
        "specifiedBy": _specification(titles),
    }


def _note(name: str, text: str) -> dict[str, Any]:
    return {"id": f"urn:epass:note:{name}", "type": "Note", "noteLiteral": {"en": text}}


def _specification(titles: dict[str, str]) -> dict[str, Any]:
    return {
        "id": COURSE,
        "type": "Qualification",
        "title": titles,
        "description": {
            "en": "How to plan for, document, protect and publish the data of a research project.",
            "fi": "Kuinka tutkimushankkeen aineistot suunnitellaan, kuvataan, suojataan ja julkaistaan.",
        },
        "eqfLevel": _concept("http://data.europa.eu/snb/eqf/6", "eqf", en="Level 6", fi="Taso 6"),
        "isPartialQualification": True,
        "mode": [
            _concept("http://data.europa.eu/snb/learning-setting/online", "mode", en="Online", fi="Verkossa")
        ],
        "language": [
            _concept(
                "http://publications.europa.eu/resource/authority/language/ENG", "language", en="English"
            )
        ],
        "thematicArea": [_concept("http://data.europa.eu/snb/isced-f/0612", "isced-f", en="Database design")],
        "volumeOfLearning": "PT67H",
        "entryRequirement": _note("entry", "A bachelor's degree or equal skills, and good English."),
        "additionalNote": [
            _note("more", "Part of the programme of open studies; may be stacked into a module.")
        ],
        "creditPoint": [
            {
                "id": "urn:epass:creditPoint:1",
                "type": "CreditPoint",
                "framework": _concept(
                    "http://data.europa.eu/snb/education-credit/6fcec5c5af", "credit", en="ECTS"
                ),
                "point": "2.5",
            }
        ],
        "learningOutcome": [
            {
                "id": f"urn:epass:learningOutcome:{part}",
                "type": "LearningOutcome",
                "title": {"en": f"The learner can {skill}.", "fi": f"Oppija osaa: {skill}."},
                "additionalNote": [
                    _note(f"outcome-{part}", "Shown in the plan that was written for a project.")
                ],
                "relatedESCOSkill": [
                    _concept(
                        f"http://data.europa.eu/esco/skill/0000000{part}-b2a5-4d5c-9e6a-1f3b5d7c9e0f",
                        "esco",
                        en=skill,
                    )
                ],
            }
            for part, skill in enumerate(("plan for data", "protect personal data", "publish data openly"))
        ],
        "awardingOpportunity": [
            {
                "id": "urn:epass:awardingOpportunity:1",
                "type": "AwardingOpportunity",
                "awardingBody": [_organisation("2")],
                "temporal": {
                    "id": "urn:epass:period:course",
                    "type": "PeriodOfTime",
                    "startDate": "2026-01-01T00:00:00Z",
                    "endDate": "2026-12-31T00:00:00Z",
                },
            }
        ],
    }
