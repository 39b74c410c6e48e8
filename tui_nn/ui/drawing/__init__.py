"""Our own drawing, cell by cell, of what plotext cannot draw at speed: fields, networks, maps."""
