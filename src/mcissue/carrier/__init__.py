"""How a credential travels: plain JSON files, and PNG and SVG pictures with a credential baked into them.

`table` lists the carriers; `reading` tells what a file is and takes the credential out; `baking` puts one in;
`files` writes whole files or none. Nothing here judges a credential, and nothing is ever fetched.
"""
