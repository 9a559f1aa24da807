"""Record to document and back, one module for each credential format.

Writing is total: what a format cannot hold is listed as a loss, never dropped. Reading gives the record
back, minus the listed losses.
"""
