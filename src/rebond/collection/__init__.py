"""Who gave what, under which law, when was it fetched, and what really arrived?"""
