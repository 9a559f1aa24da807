"""`python -m mcissue` is the same as `mcissue`."""

from mcissue.cli import main

if __name__ == "__main__":
    main()
