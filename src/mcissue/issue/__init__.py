"""From a spreadsheet to signed files: rows are checked first, all of them, then signed, written and checked again.

Nothing is signed before everything is valid; no file is ever half written; running twice issues nothing twice.
"""
