"""Names of drugs that an alert may show. Any other word in ``substances`` is never repeated.

The field is free text, so that a name or an address can stand in it by mistake; detection counts
what stands there, but people are shown only what is a drug's name.
Source: compiled by us after the substances that the yearly statistics of deaths by drug poisoning
count (Office for National Statistics) and the families of compounds that laboratories report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

UNLISTED = "one not on the list of drugs"

_NAMES = """
    2c-b 6-monoacetylmorphine alcohol amfetamine amisulpride amitriptyline amphetamine
    aripiprazole baclofen benzodiazepine benzodiazepines bromazolam brorphine buprenorphine
    butane cannabis carbamazepine chlordiazepoxide citalopram clonidine clozapine cocaethylene
    cocaine codeine crack cyclizine dextropropoxyphene diamorphine dihydrocodeine
    diphenhydramine dosulepin doxepin duloxetine ecstasy ephedrine escitalopram ethanol
    etizolam fentanyl fluoxetine gabapentin gbl ghb haloperidol heroin hydromorphone insulin
    ketamine lamotrigine levetiracetam lithium loperamide lsd mdea mdma medetomidine mephedrone
    metformin methadone methamphetamine methylphenidate mirtazapine morphine naloxone nicotine
    nitazene nitazenes olanzapine oxycodone paracetamol paroxetine pentobarbital phenobarbital
    phenytoin pregabalin promethazine propofol propranolol quetiapine risperidone salicylate
    sertraline spice tapentadol temazepam tramadol trazodone valproate venlafaxine verapamil
    xylazine zaleplon zolpidem zopiclone
"""
KNOWN = frozenset(_NAMES.split())
FAMILIES = re.compile(
    r"[a-z0-9,-]{0,24}"
    r"(?:nitazene|nitazepyne|fentanil|fentanyl|azepam|azolam|cathinone|barbital)",
    re.ASCII,
)


def shown(substances: Iterable[str]) -> list[str]:
    """Give the names of drugs among the words, and one word for all that is not on the list."""
    words = dict.fromkeys(substances)
    named = [word for word in words if word in KNOWN or FAMILIES.fullmatch(word)]
    return named if len(named) == len(words) else [*named, UNLISTED]
