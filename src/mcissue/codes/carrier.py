"""Codes raised by `mcissue.carrier`."""

from __future__ import annotations

from mcissue.codes.code import Code

_PARSING = "https://www.w3.org/TR/vc-data-model#PARSING_ERROR"

CODES: tuple[Code, ...] = (
    Code("carrier_unsupported", "The file may hold a credential, in a form that cannot be opened yet."),
    Code("carrier_no_credential", "The file is no credential, and holds none.", _PARSING),
    Code("carrier_two_credentials", "The picture has several places for a credential.", _PARSING),
    Code("carrier_payload_malformed", "What the picture holds is neither JSON nor a compact JWS.", _PARSING),
    Code("carrier_open_badges_2", "The picture holds an Open Badge 2.0 or older."),
    Code("carrier_too_large", "The picture, or the credential in it, is larger than is opened."),
    Code("carrier_other_badge", "The picture also holds a badge of another standard."),
    Code("picture_not_signed", "The picture around a credential is not signed; only the credential is."),
    Code("png_truncated", "The PNG picture is cut off.", _PARSING),
    Code("png_checksum_wrong", "A checksum in the PNG picture is wrong.", _PARSING),
    Code("png_malformed", "The PNG picture does not have its parts in order.", _PARSING),
    Code("png_text_chunk_wrong", "The credential stands in the wrong kind of PNG text chunk.", _PARSING),
    Code("png_text_malformed", "The PNG text chunk with the credential is broken.", _PARSING),
    Code("png_text_compressed", "The credential is compressed in the PNG picture, against the standard."),
    Code("svg_malformed", "The SVG picture is no well-formed XML.", _PARSING),
    Code("svg_declaration_refused", "The SVG picture declares or uses entities of its own.", _PARSING),
    Code("svg_encoding_unsupported", "The SVG picture is not written in XML 1.0 and UTF-8."),
    Code("svg_namespace_wrong", "The credential in the SVG picture stands in a foreign namespace.", _PARSING),
    Code("svg_credential_malformed", "The credential in the SVG picture can be read in two ways.", _PARSING),
    Code("svg_active_content", "The SVG picture holds scripts, or loads something when it is opened."),
    Code("bake_credential_present", "The picture to bake into holds a badge already."),
    Code("bake_not_open_badge", "What is to be baked is no Open Badge 3.0."),
    Code("bake_unsigned", "What is to be baked is not signed."),
    Code("bake_not_a_picture", "What is to be baked into is no PNG or SVG picture."),
    Code("bake_not_expressible", "The credential can't be written in this kind of picture."),
)
