"""How a credential travels: today plain JSON files; pictures, pages and codes come with later work."""
