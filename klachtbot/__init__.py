"""klachtbot: a Slack bot that carries a complaint through the klachtenregeling of OCO Almere."""
