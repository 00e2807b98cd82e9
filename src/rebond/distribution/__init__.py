"""Who got which computer, under which rule and at which price; and what came back."""
