"""The time zones that one may choose, and those that other names stand for."""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from articles.models import clock
from articles.text import romanising

# Large cities that no zone is named after.
CITIES = {
    "Africa/Cairo": "Alexandria|Giza",
    "Africa/Casablanca": "Rabat|Marrakesh|Fez",
    "Africa/Dar_es_Salaam": "Dodoma",
    "Africa/Johannesburg": "Cape Town|Durban|Pretoria|Soweto",
    "Africa/Lagos": "Abuja|Ibadan|Kano",
    "Africa/Nairobi": "E. Africa|Mombasa",
    "America/Argentina/Buenos_Aires": "Rosario|La Plata",
    "America/Bogota": "Medellin|Cali|Barranquilla",
    "America/Chicago": "Central|Houston|Dallas|Austin|San Antonio|New Orleans|Minneapolis|Saint Louis|Memphis"
    "|Milwaukee|Nashville|Kansas City",
    "America/Denver": "Mountain|Salt Lake City|Albuquerque",
    "America/Guayaquil": "Quito",
    "America/La_Paz": "Santa Cruz",
    "America/Los_Angeles": "Pacific|San Francisco|San Diego|San Jose|Seattle|Portland|Las Vegas"
    "|Sacramento|Oakland",
    "America/Mexico_City": "Guadalajara|Puebla",
    "America/Edmonton": "Calgary",
    "America/New_York": "Eastern|Washington|Boston|Philadelphia|Atlanta|Miami|Baltimore|Charlotte|Cleveland"
    "|Pittsburgh|Orlando|Tampa",
    "America/Sao_Paulo": "Rio de Janeiro|Brasilia|Belo Horizonte|Curitiba|Porto Alegre",
    "America/Toronto": "Ottawa|Montreal|Quebec",
    "Asia/Almaty": "Astana",
    "Asia/Bangkok": "Chiang Mai",
    "Asia/Dhaka": "Chittagong",
    "Asia/Dubai": "Abu Dhabi|Sharjah",
    "Asia/Ho_Chi_Minh": "Hanoi|Saigon|Da Nang",
    "Asia/Jakarta": "Bandung|Surabaya",
    "Asia/Jerusalem": "Tel Aviv|Haifa",
    "Asia/Karachi": "Islamabad|Lahore|Faisalabad|Rawalpindi|Peshawar",
    "Asia/Kolkata": "India|Mumbai|Bombay|Delhi|New Delhi|Bangalore|Bengaluru|Chennai|Madras|Hyderabad|Pune"
    "|Ahmedabad|Jaipur|Lucknow|Kanpur|Surat",
    "Asia/Riyadh": "Jeddah|Mecca|Medina",
    "Asia/Seoul": "Busan|Incheon",
    "Asia/Shanghai": "China|Beijing|Peking|Guangzhou|Canton|Shenzhen|Chengdu|Wuhan|Tianjin|Nanjing|Xian"
    "|Hangzhou",
    "Asia/Tehran": "Mashhad|Isfahan",
    "Asia/Tokyo": "Japan|東京|Osaka|Kyoto|Yokohama|Nagoya|Sapporo|Hiroshima",
    "Asia/Yangon": "Mandalay|Rangoon",
    "Australia/Sydney": "Canberra|Newcastle",
    "Europe/Amsterdam": "Rotterdam|The Hague|Utrecht",
    "Europe/Athens": "Thessaloniki",
    "Europe/Berlin": "W. Europe|Central European|Munich|Muenchen|München|Hamburg|Cologne|Koeln|Köln"
    "|Frankfurt|Stuttgart|Leipzig|Dresden"
    "|Duesseldorf|Düsseldorf|Hanover|Bremen|Nuremberg|Bonn",
    "Europe/Brussels": "Antwerp|Ghent",
    "Europe/Istanbul": "Ankara|Izmir|Constantinople",
    "Europe/Kyiv": "Kharkiv|Odesa|Lviv|Dnipro",
    "Europe/Lisbon": "Porto",
    "Europe/London": "Manchester|Birmingham|Edinburgh|Glasgow|Liverpool|Leeds|Bristol|Cardiff|Belfast|Oxford"
    "|Cambridge",
    "Europe/Madrid": "Barcelona|Valencia|Seville|Bilbao",
    "Europe/Moscow": "Russian|Saint Petersburg|Kazan|Sochi|Moskva|Sankt-Peterburg",
    "Europe/Paris": "Romance|Lyon|Marseille|Toulouse|Bordeaux|Lille|Nice|Strasbourg",
    "Europe/Prague": "Praha|Brno",
    "Europe/Rome": "Milan|Milano|Naples|Turin|Florence|Venice|Bologna|Genoa",
    "Europe/Stockholm": "Gothenburg|Malmo",
    "Europe/Warsaw": "Krakow|Gdansk|Wroclaw|Lodz|Poznan",
    "Europe/Vienna": "Wien|Graz|Salzburg",
    "Europe/Zurich": "Geneva|Basel|Bern|Lausanne",
    "Pacific/Auckland": "Wellington|Christchurch",
}


class ZoneField(forms.ChoiceField):
    """A time zone that this server has, by its name in the IANA database."""

    def __init__(self, **options):
        zones = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
        super().__init__(choices=[(zone, zone) for zone in zones], **options)

    def validate(self, value):
        if value not in dict(self.choices):
            near = zones_meant(value, list(dict(self.choices)))
            sentence = _("No time zone is called “%(zone)s”.") % {"zone": value}
            names = ", ".join(f"“{zone}”" for zone in near)
            offer = _("Choose %(near)s.") % {"near": names} if near else _("Choose one of the list.")
            raise forms.ValidationError(f"{sentence} {offer}")


# Of names such as “Pacific Standard Time”.
TIME = re.compile(r"\s+(?:(?:standard|daylight|summer)\s+)?time\Z", re.IGNORECASE)
OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+-]|\N{MINUS SIGN})\s*(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
CONTINENTS = ("Europe", "Asia", "America", "Africa", "Australia", "Pacific")
MOST = 5  # places that are offered


def zones_meant(typed, zones):
    """Return the zones that a text may mean: with its offset or abbreviation, or with a name like it."""
    typed = typed.strip()
    if offset := OFFSET.fullmatch(typed):
        sign, hours, minutes = offset.groups()
        meant = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (1 if sign == "+" else -1)
        # POSIX counts to the west, and so do these names: Etc/GMT-3 is three hours ahead of UTC.
        fixed = f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}"
        there = [fixed] if fixed in zones and not int(minutes or 0) else []
        return [*_places(zones, lambda at: at.utcoffset() == meant, dates=2), *there]
    if named := _places(zones, lambda at: at.tzname() == typed.upper(), dates=1):
        return named
    return _near(typed, zones)


def _near(typed, zones):
    """Return the zone whose name is like a text, or which keeps the time of a city that is called so."""
    cities = {name: zone for zone, names in CITIES.items() if zone in zones for name in names.split("|")}
    names = {zone: zone for zone in zones} | cities
    folded = {_folded(name): zone for name, zone in names.items()}
    wanted = _folded(TIME.sub("", typed))
    if wanted in folded:
        return [folded[wanted]]
    near = process.extractOne(wanted, list(folded), scorer=fuzz.WRatio, score_cutoff=70)
    return [folded[near[0]]] if near else []


def _folded(name):
    return romanising.romanised(name).casefold().replace("_", " ").strip()


def _places(zones, is_meant, dates):
    """Return a few places whose clock is as meant on so many of two dates, in winter and in summer."""
    year = clock.server_time().year
    moments = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7)]
    places = [zone for zone in zones if zone.partition("/")[0] in CONTINENTS]
    places.sort(key=lambda zone: CONTINENTS.index(zone.partition("/")[0]))
    found = (
        zone for zone in places if sum(is_meant(at.astimezone(ZoneInfo(zone))) for at in moments) >= dates
    )
    return list(islice(found, MOST))
