def kind_refusals(get_response):
    return get_response
