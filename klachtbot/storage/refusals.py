"""Why a database is not opened: one line each, in Dutch and English, naming the setting to look at.

These are for whoever starts the bot, before anybody is served. None of them carries key material.
"""

from __future__ import annotations


class StorageRefused(Exception):
    """The database is not opened. ``setting`` names what to look at; ``nl`` and ``en`` are one line each."""

    nl_text = "De database wordt niet geopend."
    en_text = "The database is not opened."

    def __init__(self, *, setting: str = "DATABASE_URL", detail: str = "") -> None:
        self.setting = setting
        self.detail = detail
        self.nl = self.nl_text.format(setting=setting, detail=detail)
        self.en = self.en_text.format(setting=setting, detail=detail)
        super().__init__(f"{self.nl} / {self.en}")


class UrlMalformed(StorageRefused):
    nl_text = "{setting} is geen adres van een SQLite- of PostgreSQL-database ({detail})."
    en_text = "{setting} is not the address of a SQLite or PostgreSQL database ({detail})."


class KeysMalformed(StorageRefused):
    nl_text = "{setting} is niet leesbaar: {detail}. Verwacht: id:base64,id:base64 (32 bytes, de eerste geldt)."
    en_text = "{setting} cannot be read: {detail}. Expected: id:base64,id:base64 (32 bytes, the first is current)."


class KeysMissing(StorageRefused):
    nl_text = "De sleutel van deze database ontbreekt{detail}; zet haar in {setting}."
    en_text = "The key of this database is missing{detail}; put it in {setting}."


class KeysWrong(StorageRefused):
    nl_text = "De sleutel in {setting} past niet op deze database{detail}."
    en_text = "The key in {setting} does not fit this database{detail}."


class SecretsBroken(StorageRefused):
    """The master key fits, but not on all that it should open."""

    nl_text = "De sleutel past, maar de tabel secrets is beschadigd; zet die terug uit een back-up van de database."
    en_text = "The key fits, but the table secrets is damaged; put it back from a backup of the database."


class NoDatabase(StorageRefused):
    nl_text = "Bij {setting} staat geen database van klachtbot."
    en_text = "There is no database of klachtbot at {setting}."


class KeyFileExposed(StorageRefused):
    nl_text = "Het sleutelbestand {detail} is leesbaar voor anderen; maak het alleen voor uzelf leesbaar (chmod 600)."
    en_text = "The key file {detail} can be read by others; make it readable for its owner only (chmod 600)."


class DatabaseInUse(StorageRefused):
    nl_text = "De database in {setting} is al in gebruik door een andere klachtbot; stop die eerst."
    en_text = "The database in {setting} is already used by another klachtbot; stop that one first."


class SchemaBehind(StorageRefused):
    nl_text = "De database in {setting} is niet bijgewerkt ({detail}); draai eerst `klachtbot migrate`."
    en_text = "The database in {setting} is not up to date ({detail}); run `klachtbot migrate` first."
