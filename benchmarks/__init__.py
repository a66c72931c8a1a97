"""Where the performance figures come from. Each module here has `figures()`; `script/bench` prints what they give."""
