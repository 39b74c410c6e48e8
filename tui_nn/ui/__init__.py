"""The Textual screen: panes that render values, a session that keeps them, one door to the engine process."""
