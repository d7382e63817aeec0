"""Errors as pages and as words beside a field: what was wrong and what to do, in the reader's language; never a stack trace."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from kniha.desk.language import language
from kniha.vocab import terms
from kniha.vocab.errors import (
    BrokenError,
    ChangedError,
    ConflictError,
    ImpossibleError,
    KnihaError,
    MalformedError,
    NotFoundError,
    RefusedError,
    UnavailableError,
)

Made = TypeVar("Made")

# The rules' own sentences that a registrar can meet here; the catalogues translate them. Others get the general answer of their class.
RULES = (
    gettext_noop("where those present would know who told, an incident is withheld"),
    gettext_noop("that nobody would know who told is no reason to withhold"),
    gettext_noop("nobody publishes what they wrote"),
    gettext_noop("this is decided with a reason of 4 to 1000 characters"),
    gettext_noop("an edition leaves when a second publisher has read its report and agreed"),
    gettext_noop("what would leave is not what the report was about any more: it is made again"),
    gettext_noop("a line has a number, a moment, and four numbers of a box or the word end"),
    gettext_noop("one copy covers twelve faces or plates at most, by a hundred and fifty boxes"),
    gettext_noop("a copy covers one box at least"),
    gettext_noop("a mask that ends has a box"),
    gettext_noop("a mask has one box at a moment"),
    gettext_noop("a mask ends once"),
    gettext_noop("a mask does not end before its last box"),
    gettext_noop("boxes are drawn on pictures and films"),
    gettext_noop("a picture has no moments: a box on it has the moment 0"),
    gettext_noop("there are as many copies of this file as one file can have"),
    gettext_noop("the copy is not made yet, or could not be made"),
    gettext_noop("this copy is kept or discarded already"),
    gettext_noop("a region is a part of the picture: it has an area, and neither begins nor ends outside"),
    gettext_noop("a moment of a file lies in its first thousand hours"),
    gettext_noop("a note does not end before it begins"),
    gettext_noop("notes are tied to pictures, films and sounds"),
    gettext_noop("a picture has no moments: a note on it has no time"),
    gettext_noop("a note on a film or a sound says when in it"),
    gettext_noop("a sound has no regions"),
    gettext_noop("a note says something in words"),
    gettext_noop("what is said says in which language"),
    gettext_noop("what is said is translated, nothing else"),
    gettext_noop("this note is withdrawn"),
    gettext_noop("footage that is not obtained was seen by nobody: enter that it is here first"),
    gettext_noop("a lawyer decides first whether these files may be matched"),
    gettext_noop("say from when to when in the file, or neither"),
    gettext_noop("the seconds run forward from the beginning of the file, within 31 days"),
    gettext_noop("a decision on a recording has a reason in words"),
    gettext_noop("say what the thing is"),
    gettext_noop("a lawyer decides first whether these files may be linked with others"),
    gettext_noop("two files are compared, not one with itself"),
    gettext_noop("a thing begins with the step by which it was received"),
    gettext_noop("what is laid side by side lies in one compartment"),
    gettext_noop("this step the register enters itself, as it happens"),
    gettext_noop("what passes from hand to hand says from whom and to whom"),
    gettext_noop("a step of custody says what for"),
    gettext_noop("a step of custody has happened"),
    gettext_noop("an acquisition has a title, says from whom the files came, and what for they were taken"),
    gettext_noop("files were obtained today or earlier"),
    gettext_noop("an acquisition of this title is there already"),
    gettext_noop("files that came so need no decision"),
    gettext_noop("nobody decides on what they brought themselves"),
    gettext_noop("a decision on files says why"),
    gettext_noop("a lawyer decides first whether these files may be read"),
    gettext_noop("a camera is called something by which people find it again"),
    gettext_noop("a place has its latitude, its longitude and its error, or is told in words"),
    gettext_noop("say where this is known from: one account, one file, or words"),
    gettext_noop("a camera, its recordings and what they rest on lie in one compartment"),
    gettext_noop("no clock is read without an error: give one of at least a millisecond"),
    gettext_noop("a clock is off by less than twenty years"),
    gettext_noop("a camera's clock is compared with another camera's"),
    gettext_noop("the clock of the other camera was never measured: enter a reading of it first"),
    gettext_noop("the events disagree by more than their errors: one of them is another event, or is timed wrongly"),
    gettext_noop("a recording has its beginning and its end, or neither is known"),
    gettext_noop("a recording ends after it began, within 31 days"),
    gettext_noop("a track is of a recording whose beginning is known"),
    gettext_noop("the points of a track follow each other in time, within the recording"),
    gettext_noop("a track has up to 1000 points"),
    gettext_noop("a recording is called something by which people find it again"),
    gettext_noop("a recording says of which camera it is, or where it was made"),
    gettext_noop("this recording is held already"),
    gettext_noop("nobody asks for footage before a lawyer has entered a safe way"),
    gettext_noop("a safe way to ask is told in words"),
    gettext_noop("footage is refused to who asked for it"),
    gettext_noop("this happened today or earlier"),
    gettext_noop("the rows of this batch went by their day"),
    gettext_noop("this line is entered as a recording already"),
    gettext_noop("a message has its words, or at least who spoke"),
    gettext_noop("a message has up to 20000 letters"),
    gettext_noop("a message has up to 50 speakers"),
    gettext_noop("a speaker is written with letters or digits, as heard"),
    gettext_noop("a translation has its words and its language"),
    gettext_noop("ask for a whole call sign, number or name, as heard"),
    gettext_noop("a call sign is written with letters or digits"),
    gettext_noop("a call sign stands for its unit, or for a posting in it"),
    gettext_noop("a case file has a title and names its authority"),
    gettext_noop("a crime is chosen once"),
    gettext_noop("a case file holds what lies in its own compartment"),
    gettext_noop("this element is of no crime that was chosen for this case file"),
    gettext_noop("what proves or contradicts is an item of the case file; what is missing is none"),
    gettext_noop("this is done with a reason in words"),
    gettext_noop("what speaks for the suspect is asked by another lawyer than the author of the case file"),
    gettext_noop("ask the whole register first whether anything speaks for each suspect of this case file"),
    gettext_noop("a disclosure says by which terms the register was asked, and what was found"),
    gettext_noop("what is withheld is withheld with a reason"),
    gettext_noop("before a case file leaves, a disclosure lawyer asks what speaks for the suspects"),
    gettext_noop("what is chosen changed since the last disclosure: a disclosure lawyer asks again"),
    gettext_noop("nothing is chosen for this case file"),
    gettext_noop("a delivery is acknowledged after it was made, today or earlier"),
    gettext_noop("a case file of this title is there already"),
    gettext_noop("nothing in it would be other than it is"),
    gettext_noop("all of this is chosen already"),
    gettext_noop("a delivery is on its way already"),
    gettext_noop("this account is frozen"),
    gettext_noop("nobody reviews what they wrote"),
    gettext_noop("a conclusion cites at least one account"),
    gettext_noop("an act rests on accounts that tell of this incident"),
    gettext_noop("an act is taken back with a reason"),
    gettext_noop("an incident goes to review with at least one act"),
    gettext_noop("an incident goes to review with a time or a place"),
    gettext_noop("a decision that returns or rejects an incident says why"),
    gettext_noop("an involvement says what it rests on"),
    gettext_noop("while a lawyer has the incident, nothing in it changes"),
    gettext_noop("lawyers judge an involvement once its incident is in review or accepted"),
    gettext_noop("this involvement is withdrawn"),
    gettext_noop("this involvement was decided already"),
    gettext_noop("a lawyer who does not support an involvement says why"),
    gettext_noop("you have said your word on this; it takes another lawyer"),
    gettext_noop("a unit is told in words"),
    gettext_noop("what speaks for or against an involvement is said in words"),
    gettext_noop("this account is weighed in this direction already"),
    gettext_noop("an outcome lies on a day up to today"),
    gettext_noop("an involvement is withdrawn with a reason in words"),
    gettext_noop("an incident is not linked with itself"),
    gettext_noop("incidents of one compartment are linked with each other"),
    gettext_noop("these two incidents are linked already"),
    gettext_noop("say who it was: somebody mentioned, or people in words"),
    gettext_noop("of a trial at least the article, the court, the judge or the sentence is told"),
    gettext_noop("what shows policy has a title and a place where it may be read"),
    gettext_noop("this is taken back with a reason"),
    gettext_noop("a name is written with letters"),
    gettext_noop("a spelling says where it may be read"),
    gettext_noop("this person has this spelling already"),
    gettext_noop("this person is alleged to have taken part in this act already"),
    gettext_noop("this unit is alleged to have taken part in this act already"),
    gettext_noop("a country is written with its two capital letters, such as BY"),
    gettext_noop("the name of a unit is written with letters or digits"),
    gettext_noop("say where this is known from: one account, or where anybody may read it"),
    gettext_noop("this is entered already from this source"),
    gettext_noop("this unit is known from another compartment alone; it is tied to nothing here"),
    gettext_noop("a unit does not belong to itself"),
    gettext_noop("a number of people is not below nothing"),
    gettext_noop("at least, likely and at most stand in this order, none above the next"),
    gettext_noop("no force has so many people"),
    gettext_noop("a departure is that of one person at least"),
    gettext_noop("one who is named counts as one"),
    gettext_noop("say how many: one number, or at least and at most"),
    gettext_noop("say where it was: a point with a radius, or a place in words"),
    gettext_noop("an hour is written as 22:05"),
    gettext_noop("an hour belongs to a day; this one has none"),
    gettext_noop("on whose task: a unit or a person, not both; enter the other as a value of its own"),
    gettext_noop("on one day a unit would stand above itself; give the days that tell the two apart"),
    gettext_noop("it ends before it begins"),
    gettext_noop("it was so on a day before it began or after it ended"),
    gettext_noop("the range ends before it begins"),
    gettext_noop("this is withdrawn with a reason"),
    gettext_noop("something rests on this unit, and this is its last name: enter another name first"),
    gettext_noop("an account from another compartment enters only by a release of its keeper"),
    gettext_noop("this account tells of an incident already"),
    gettext_noop("a sealed identity is opened with a reason"),
    gettext_noop("a file is opened for a purpose: say which"),
    gettext_noop("an act is done to one victim or to a counted group, not to both"),
    gettext_noop("the key of this sealed value is gone: it was erased"),
    gettext_noop("the key of this file is gone: it was erased"),
    gettext_noop("an incident is not accepted while something in it is without a source"),
    gettext_noop("an incident without a source is proven to nobody"),
    gettext_noop("this takes two registrars, neither of them alone"),
    gettext_noop("of the two, one is a lawyer and the other a keeper or custodian of the compartment"),
    gettext_noop("nobody takes part in erasing what they coded themselves"),
    gettext_noop("who asked for or agreed to an erasure does not lift the hold that it waits for"),
    gettext_noop("a hold is lifted by two: first it is proposed"),
    gettext_noop("a hold that an authority asked for says which"),
    gettext_noop("these words stay in the journal for ever: write them without any name or words of what is to be erased"),
    gettext_noop("this was asked for already"),
    gettext_noop("this lifting was proposed already"),
    gettext_noop("nobody takes part in deciding on their own access"),
    gettext_noop("this proposal was decided already"),
    gettext_noop("an administrator sees no content: no compartment and this role go together"),
    gettext_noop("this would leave fewer than two who can change access"),
    gettext_noop("this was proposed already"),
    gettext_noop("who proposed this may not propose it any more"),
    gettext_noop("a registrar works under this name already"),
    gettext_noop("a registrar works under a name with letters in it"),
    gettext_noop("this registrar holds this role already"),
    gettext_noop("this registrar does not hold this role"),
    gettext_noop("there is a compartment of this title already"),
    gettext_noop("this registrar is a member of this compartment already"),
    gettext_noop("this registrar is no member of this compartment"),
    gettext_noop("this account is not frozen"),
    gettext_noop("this account is frozen already"),
    gettext_noop("a frozen account is thawed first"),
    gettext_noop("the first half of this password is gone; withdraw the proposal and make it anew"),
    gettext_noop("another account signs in under this name"),
    gettext_noop("this source did not agree to be written to"),
    gettext_noop("this source is held: nothing is sent, others would read it"),
    gettext_noop("this source has no mailbox: they did not write through the intake"),
    gettext_noop("this message is further on its way by now"),
    gettext_noop("a note says something"),
    gettext_noop("a task is due from today on, within two years"),
    gettext_noop("whoever is asked holds none of the roles that this takes"),
    gettext_noop("a task goes to a colleague who may see what it is about"),
    gettext_noop("this task is closed already"),
    gettext_noop("this task is somebody else's"),
    gettext_noop("the limit of this day is reached; a custodian sees it"),
    gettext_noop("at the desk ten thousand rows are handed out at once: narrow the list"),
    gettext_noop("nothing here fits all of this: there is nothing to hand out"),
    gettext_noop("nothing of this may leave"),
    gettext_noop("this list was handed out already"),
    gettext_noop("the file of a list can be taken within an hour after it was handed out"),
    gettext_noop("something in this list is not as it was when it was handed out: look again"),
    gettext_noop("nothing stays for danger alone: there is nothing to ask a second for"),
    gettext_noop("a second looks at every row: ask for ten thousand at most"),
    gettext_noop("this was used already"),
    gettext_noop("help that is under way is looked at again on a day after today"),
    gettext_noop("this referral has ended already"),
    gettext_noop("a request says what is asked"),
    gettext_noop("a request was received on a day up to today"),
    gettext_noop("an answer to a request has words; a refusal says on what ground"),
    gettext_noop("this request was decided already"),
    gettext_noop("nothing is kept without the consent to keep it"),
    gettext_noop("an answer of a source is entered with how it was given, and in which words"),
    gettext_noop("that their words are kept a source says before they are taken; here it is only taken back"),
    gettext_noop("a recipient is named for sharing alone"),
    gettext_noop("a yes to sharing names to whom"),
    gettext_noop("its source has withdrawn it: it is used for nothing any more"),
    gettext_noop("its source may still take the withdrawal back: nothing is destroyed before that day"),
    gettext_noop("an interview is planned: what is asked, and what could harm the person"),
    gettext_noop("an interview ends after it began, and not later than now"),
    gettext_noop("this person has spoken before: another interview needs a lawyer's reason"),
    gettext_noop("this person lies in another compartment"),
    gettext_noop("another interview is allowed with a reason in words"),
    gettext_noop("a field form is good until a day within 60 days from today"),
    gettext_noop("this form was used or withdrawn already"),
    gettext_noop("this interview is further on its way by now"),
    gettext_noop("only what is wrong with the form or its interviewer is let in; everything else has to change first"),
    gettext_noop("only the source of an interview is tied to somebody who is known"),
    gettext_noop("this interview is tied to this person already"),
    gettext_noop("something else is noted of this source already; it is tied by nobody"),
    gettext_noop("an interview is let in with a reason in words"),
    gettext_noop("an incident is accepted when every question of the review is answered"),
    gettext_noop("a conflict of interest on another ground says which"),
    gettext_noop("nobody would be left who sees this: first another is admitted to the compartment"),
    gettext_noop("this colleague is kept from it already"),
    gettext_noop("a conflict of interest is lifted by two: first it is proposed"),
    gettext_noop("this conflict of interest was lifted already"),
    gettext_noop("nobody proposed to lift this conflict of interest"),
    gettext_noop("an interest is declared as names, one a line"),
    gettext_noop("an interest has at most 100 names of at most 200 letters"),
    gettext_noop("a decision on two has a reason in words"),
    gettext_noop("what is compared is two"),
    gettext_noop("two are compared within one compartment"),
    gettext_noop("nobody has decided on these two"),
    gettext_noop("you have said so already"),
    gettext_noop("a question to the whole register has a reason in words"),
    gettext_noop("this was asked already"),
    gettext_noop("this was decided already"),
    gettext_noop("whoever tells the asker says something"),
    gettext_noop("this canary is no longer as it was"),
    gettext_noop("a search is kept under a name, with something that was asked"),
    gettext_noop("thirty searches of a list are kept already: drop one first"),
    gettext_noop("these lie in several compartments: tick those of one"),
    gettext_noop("whether somebody in danger is handed out is decided with a reason"),
    gettext_noop("somebody's danger was assessed anew since this was asked: it is asked again"),
    gettext_noop("this list was looked through again since: read the new report first"),
    gettext_noop("this list is further on its way by now"),
    gettext_noop("thirty lists of yours lie here already: forget one first"),
    gettext_noop("guards, restraints, threats, photographs and the copy are each answered by yes or no"),
    gettext_noop("who examines knows whether it was so: yes or no"),
    gettext_noop("guards, restraints and threats that there were are described"),
    gettext_noop("where the person got no copy, the report says why"),
    gettext_noop("an examination ends after it began, and not later than now"),
    gettext_noop("a finding on a body says where on the body"),
    gettext_noop("a mark on the body chart has a view and both its coordinates, or neither"),
    gettext_noop("this region of the body does not lie in this view of the chart"),
    gettext_noop("a mark lies on the body chart"),
    gettext_noop("a finding is described: size, colour, shape, age as the medic says"),
    gettext_noop("a degree compares with an alleged cause: say which"),
    gettext_noop("a degree names the other causes that were considered"),
    gettext_noop("a report is signed with its history, examination and opinion"),
    gettext_noop("a report is signed with a degree for each finding whose cause is alleged"),
    gettext_noop("a signed report is not changed: write a supplement to it"),
    gettext_noop("this report is not signed yet: it is amended, not supplemented"),
    gettext_noop("a finding is used when a medic of the register has signed or checked the report"),
    gettext_noop("only who wrote a report amends or signs it"),
    gettext_noop("a typed report is checked by another than who typed it"),
    gettext_noop("this report is signed or checked already, or of another kind"),
    gettext_noop("a typed report says where its signed original is: a file, or where it is kept"),
    gettext_noop("say whether the medic was told of secrecy law first"),
    gettext_noop("photographs are files of the statements of the examined person"),
    gettext_noop("a supplement says what it corrects or adds, and why"),
    gettext_noop("children, people still held and sexual violence are a specialist's"),
    gettext_noop("a finding from another compartment enters only by a release of its keeper"),
    gettext_noop("a token ends between today and 90 days from now"),
    gettext_noop("a token is made by who signs in with a second factor"),
    gettext_noop("this token was revoked already"),
    gettext_noop("the register was put back from an older copy; nothing is entered until its custodians have signed what was lost"),
)

_STATUS: tuple[tuple[type[KnihaError], int], ...] = (
    (NotFoundError, 404),
    (RefusedError, 403),
    (ConflictError, 409),
    (MalformedError, 400),
    (ImpossibleError, 400),
    (BrokenError, 500),
    (UnavailableError, 503),
)


def answer(error: KnihaError) -> str:
    """Return what a person is told of `error`."""
    told = str(error)
    if told in RULES:
        sentence = gettext(told)
        return f"{sentence[:1].upper()}{sentence[1:]}."
    return terms.label("answers", error.code, language())


def page_of(request: HttpRequest, error: KnihaError) -> HttpResponse:
    """The page for `error`. One and the same for what is not there and for what this registrar may not know of."""
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
    if status == 404 and str(error) not in RULES:
        return missing(request)
    return render(request, "desk/error.html", {"answer": answer(error), "status": status}, status=status)


def entered(form: forms.Form, action: Callable[[], Made]) -> Made | None:
    """Do `action`; where the register cannot take what was typed, keep the text, say so on `form`, and return None."""
    try:
        return action()
    except ChangedError:
        raise  # the two versions are laid side by side: kniha.desk.meeting
    except (MalformedError, ImpossibleError, ConflictError) as error:
        form.add_error(None, answer(error))
        return None


def entered_or_refused(form: forms.Form, action: Callable[[], Made]) -> Made | None:
    """As `entered`, for long forms: what a rule forbids is said on the form too, so that an hour's writing is not lost with a page."""
    try:
        return entered(form, action)
    except RefusedError as error:
        form.add_error(None, answer(error))
        return None


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001  Django's signature
    """The page for an address that leads nowhere."""
    return render(request, "desk/error.html", {"answer": terms.label("answers", "not-found", language()), "status": 404}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours."""
    return render(request, "desk/error.html", {"answer": terms.label("answers", "error", language()), "status": 500}, status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  Django hands the reason over; nobody is told
    """The page for a form that did not come from here, or was left open too long."""
    told = gettext("This form was open for too long or did not come from this desk. Go back, reload the page and try again.")
    return render(request, "desk/error.html", {"answer": told, "status": 403}, status=403)
