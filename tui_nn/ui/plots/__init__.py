"""Everything that knows plotext, behind one small face: series in, strips out (`line_plot.draw_line_plot`)."""
