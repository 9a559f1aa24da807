"""Codes of fetching, and of what the command line remembers between two verifications."""

from __future__ import annotations

from mcissue.codes.code import Code

CODES: tuple[Code, ...] = (
    Code("fetch_url_refused", "An address is not one that may be fetched."),
    Code("fetch_host_unknown", "The host of an address is not known."),
    Code("fetch_address_refused", "A host has an address that is not public, so nothing is fetched from it."),
    Code("fetch_connection_failed", "No connection to a host came about, or it broke."),
    Code("fetch_tls_failed", "A host did not prove to be the one that it should be."),
    Code("fetch_redirect_refused", "A server redirects to another host, or too often."),
    Code("fetch_status", "A server did not hand out the document."),
    Code("fetch_malformed", "A server's reply breaks the rules of HTTP."),
    Code("fetch_encoded", "A server sent a document compressed, which was not asked for."),
    Code("fetch_not_json", "What a server sent is no JSON object, or is not said to be JSON."),
    Code("fetch_too_large", "What a server sends is larger than such a document may be."),
    Code("refresh_offered", "The issuer offers the newest copy of the credential; nobody has looked."),
    Code("refresh_fetched", "The issuer has another copy of the credential; the report says what of it."),
    Code("refresh_same", "The credential is the issuer's newest copy."),
    Code("refresh_other", "What lies at the address of the newest copy is another credential."),
    Code("refresh_unavailable", "The issuer's newest copy could not be had."),
    Code("status_list_not_visited", "A status list is not fetched for a credential that is not authentic."),
    Code("status_list_too_old", "The status list is older than the user allows."),
    Code("status_state_unreadable", "The memory of status lists seen before can't be read."),
    Code("status_state_unwritable", "The memory of status lists seen before can't be written."),
    Code("fetch_time_spent", "One verification has used up the time that it may spend on the network."),
    Code("fetch_not_cached", "A document is not in the cache, and nothing was to be fetched."),
    Code("fetch_cache_damaged", "A cached copy is not what was put there."),
    Code("fetch_too_slow", "A server takes longer than a fetch may take in all."),
)
