"""The models: one table each in `data/`, all facts about a model live there."""
