"""From a spreadsheet to signed files: all rows are checked first, then signed, written and checked again.

Nothing is signed before everything is valid, no file is ever half written, and running twice issues nothing
twice. The verifier is not imported: whoever issues hands in a check.
"""
