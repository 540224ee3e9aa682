"""The constructions in which somebody is said to say something: each gives its source, cue and content."""

from __future__ import annotations

import pytest

from tests.extract.cases import Said, said
from tests.extract.conftest import Extract

VERBS = {
    "before its content": (
        "Foreign Minister Radek Oleński said that the convoy had crossed the border on foot.",
        [Said("Radek Oleński", "said", "the convoy had crossed the border on foot")],
    ),
    "after its content": (
        "The ferry will sail on Friday, the harbour master Lena Holm said.",
        [Said("Lena Holm", "said", "The ferry will sail on Friday")],
    ),
    "inside its content": (
        "The bridge, engineer Tomas Brandt said, will hold for another year.",
        [Said("Tomas Brandt", "said", "The bridge, engineer Tomas Brandt said, will hold for another year")],
    ),
    "in a clause about its source": (
        "Engineer Tomas Brandt, who said the bridge would hold, went home before noon.",
        [Said("Tomas Brandt", "said", "the bridge would hold")],
    ),
    "urged by nobody who is named": ("Chad was urged to reopen the border before the harvest.", []),
    "after a role without a name before it": (
        "The dam will hold for years, said engineer Tomas Brandt.",
        [Said("Tomas Brandt", "said", "The dam will hold for years")],
    ),
    "after an apposition, its content about its source": (
        "The club's treasurer, Marc Dubois, said he had never seen the bill.",
        [Said("Marc Dubois", "said", "he had never seen the bill")],
    ),
    "after a clause whose verb is taken for a participle": (
        "The Somali army, backed by drones, killed at least 50 men in Hiiraan, the information ministry announced.",
        [
            Said(
                "Somali Ministry of Information",
                "announced",
                "The Somali army, backed by drones, killed at least 50 men in Hiiraan",
            )
        ],
    ),
    "asked for anonymity": (
        "Ninety trucks crossed, a border guard, who requested anonymity, told reporters.",
        [Said("border guard", "told", "Ninety trucks crossed")],
    ),
    "on a page of one's own": (
        "The fishermen's union said on its website that its last boats had left the port.",
        [Said("fishermen's union", "said", "its last boats had left the port")],
    ),
    "put in by as": (
        "The bridge will hold for another year, as engineer Tomas Brandt noted.",
        [Said("Tomas Brandt", "noted", "The bridge will hold for another year")],
    ),
    "participle that adds": (
        "Minister Eva Sorel said the road was open, adding that lorries could use it again.",
        [
            Said("Eva Sorel", "said", "the road was open"),
            Said("Eva Sorel", "adding", "lorries could use it again"),
        ],
    ),
    "participle that claims": (
        "Rebel commander Yaw Mensah rejected the offer, claiming that it came too late.",
        [
            Said("Yaw Mensah", "rejected", "the offer", act="dispute"),
            Said("Yaw Mensah", "claiming", "it came too late"),
        ],
    ),
    "participle that brands": (
        "Senator Ruth Calder attacked the plan, branding it a gift to smugglers.",
        [Said("Ruth Calder", "branding", "it a gift to smugglers")],
    ),
    "coordinated cues": (
        "Sweden announced the sale and condemned the leak.",
        [Said("Sweden", "announced", "the sale"), Said("Sweden", "condemned", "the leak", act="condemn")],
    ),
    "foreign-flavoured": (
        "Colonel Issa Konaté precised that the trucks had been empty.",
        [Said("Issa Konaté", "precised", "the trucks had been empty")],
    ),
    "let slip": (
        "Minister Eva Sorel let slip that the talks had failed.",
        [Said("Eva Sorel", "let slip", "the talks had failed")],
    ),
    "unknown, known by its clause": (
        "Governor Nils Aas grumbled that nobody had asked the islanders.",
        [Said("Nils Aas", "grumbled", "nobody had asked the islanders")],
    ),
    "infinitive": (
        "Poland agreed to send two more field hospitals.",
        [Said("Poland", "agreed", "to send two more field hospitals", act="promise")],
    ),
    "infinitive of somebody else": (
        "Norway urged both countries to reopen the crossing.",
        [Said("Norway", "urged", "both countries to reopen the crossing", act="demand")],
    ),
    "praise": (
        "President Amara Diallo praised the courage of the ferrymen.",
        [Said("Amara Diallo", "praised", "the courage of the ferrymen", act="praise")],
    ),
    "accusation": (
        "Finland accused Russia of jamming its aircraft.",
        [Said("Finland", "accused", "Russia of jamming its aircraft", act="accuse")],
    ),
    "denial": (
        "Belarus denied any part in the theft.",
        [Said("Belarus", "denied", "any part in the theft", act="deny")],
    ),
    "demand with a preposition": (
        "Ireland called for an inquiry into the fire.",
        [Said("Ireland", "called for", "an inquiry into the fire", act="demand")],
    ),
    "warning with a preposition": (
        "Kenya warned of a second flood.",
        [Said("Kenya", "warned of", "a second flood", act="warn")],
    ),
    "thanks": (
        "Moldova thanked Romania for the generators.",
        [Said("Moldova", "thanked", "Romania for the generators", act="thank")],
    ),
    "cue after a gerund": (
        "Moldova thanked Romania for sending generators and promised that the lights would stay on.",
        [
            Said("Moldova", "thanked", "Romania for sending generators", act="thank"),
            Said("Moldova", "promised", "the lights would stay on", act="promise"),
        ],
    ),
    "gerund": (
        "Latvia admitted closing the crossing for a week.",
        [Said("Latvia", "admitted", "closing the crossing for a week", act="confirm")],
    ),
    "gerund in the perfect": (
        "Latvia denied having offered a second ship.",
        [Said("Latvia", "denied", "having offered a second ship", act="deny")],
    ),
    "name in quotation marks": (
        "Senator Ruth Calder called the plan “a gift to smugglers”.",
        [Said("Ruth Calder", "called", "the plan “a gift to smugglers”", kind="mixed", act="condemn")],
    ),
    "content before a semicolon": (
        "The bridge was open, Latvia said; nobody crossed it.",
        [Said("Latvia", "said", "The bridge was open")],
    ),
    "reporter's aside after a name": (
        "Latvia said the ship had reached Ventspils, the port which a storm closed last week.",
        [Said("Latvia", "said", "the ship had reached Ventspils")],
    ),
    "reporter's remark": (
        "Latvia said the bridge was open, although nobody had crossed it.",
        [Said("Latvia", "said", "the bridge was open")],
    ),
    "passive with an agent": (
        "The landing was confirmed by Ivo Maric.",
        [Said("Ivo Maric", "confirmed", "The landing", act="confirm")],
    ),
    "date between cue and content": (
        "Rwanda said on Monday it had sent a ship.",
        [Said("Rwanda", "said", "it had sent a ship")],
    ),
    "another clause after a gerund": (
        "Rwanda denies backing the rebels, but a UN report found that its soldiers fought beside them.",
        [
            Said("Rwanda", "denies", "backing the rebels", act="deny"),
            Said("United Nations", "found", "its soldiers fought beside them"),
        ],
    ),
    "toll": (
        "Lebanon's health ministry reported two deaths.",
        [Said("Lebanese Ministry of Health", "reported", "two deaths")],
    ),
    "tag that ends a sentence": (
        "The Taliban have freed an American woman, former U.S. envoy Zalmay Khalilzad said on Saturday.",
        [Said("Zalmay Khalilzad", "said", "The Taliban have freed an American woman")],
    ),
    "aside between source and cue": (
        "Asked about the warning, a senior official, speaking on condition of anonymity, said Paris would wait.",
        [Said("senior official", "said", "Paris would wait")],
    ),
    "claim rejected after a dash": (
        "Chad's Defence Ministry reported that rebels had opened fire - a claim Tripoli rejected.",
        [
            Said("Chadian Ministry of Defence", "reported", "rebels had opened fire"),
            Said("Libya", "rejected", "a claim"),
        ],
    ),
    "body of the state that acts": (
        "South Korea's military believes a ship has left for Russia, the Joint Chiefs of Staff said.",
        [
            Said(
                "South Korean Joint Chiefs of Staff",
                "said",
                "South Korea's military believes a ship has left for Russia",
            )
        ],
    ),
    "number put at": (
        "Spain put the cost at nine million euros.",
        [Said("Spain", "put", "the cost at nine million euros", act="estimate")],
    ),
}

NO_VERBS = {
    "according to, at the end": (
        "The barracks burned down in the night, according to Ivo Maric.",
        [Said("Ivo Maric", "according to", "The barracks burned down in the night")],
    ),
    "according to somebody who in a clause of their own says more": (
        "Six men were hurt in Lima, according to the fire brigade, which puts the damage at a million dollars.",
        [
            Said("fire brigade", "according to", "Six men were hurt in Lima"),
            Said("fire brigade", "puts", "the damage at a million dollars"),
        ],
    ),
    "according to somebody, and somebody else in the next clause": (
        "Six men were hurt, according to Reuters, and Peru says it is investigating.",
        [
            Said("Reuters", "according to", "Six men were hurt"),
            Said("Peru", "says", "it is investigating"),
        ],
    ),
    "according to papers of nobody": (
        "The bank knew of the transfer, according to court filings.",
        [Said("court filings", "according to", "The bank knew of the transfer")],
    ),
    "according to a poll by somebody": (
        "Half of all Ghanaians oppose it, according to a poll by the Afari Institute.",
        [Said("Afari Institute", "according to", "Half of all Ghanaians oppose it")],
    ),
    "denied beside the charge": (
        "Chad accused Libya of arming the rebels, a charge Tripoli denies.",
        [Said("Chad", "accused", "Libya of arming the rebels"), Said("Libya", "denies", "a charge")],
    ),
    "rejected beside the charge, by an agent": (
        "Peru said its boats were shot at, a claim that was rejected by Chile.",
        [Said("Peru", "said", "its boats were shot at"), Said("Chile", "rejected", "a claim")],
    ),
    "by a name that the parser cuts off": (
        "Mali has several times accused Algeria of supporting the rebels.",
        [Said("Mali", "accused", "Algeria of supporting the rebels")],
    ),
    "after a role that the parser parts from its name": (
        "One diver drowned as he was pulled out, and two are in a stable condition, club spokesman Jack Ombaka said.",
        [
            Said(
                "Jack Ombaka",
                "said",
                "One diver drowned as he was pulled out, and two are in a stable condition",
            )
        ],
    ),
    "told in a tag that begins with a participle": (
        "About 500 divers are trained in Hull each year, retired navy captain Mark Hallow told a hearing in London.",
        [Said("Mark Hallow", "told", "About 500 divers are trained in Hull each year")],
    ),
    "informed somebody of something": (
        "Chile informed its neighbours of its intention to mine the strait.",
        [Said("Chile", "informed", "its intention to mine the strait")],
    ),
    "shot down": (
        "The general shot down the idea of a second base.",
        [Said("general", "shot down", "the idea of a second base")],
    ),
    "a title with a full stop inside the tag": (
        "The bridge is safe, said army spokesperson Brig. Gen. Tomas Brandt.",
        [Said("Tomas Brandt", "said", "The bridge is safe")],
    ),
    "two titles with full stops before the name": (
        "Army chief Lt. Gen. Ama Osei said the bridge was safe.",
        [Said("Ama Osei", "said", "the bridge was safe")],
    ),
    "Mr, whom the parser parts from the name": (
        "Jack Ombaka, a diver, said the boat had left. Mr Ombaka said it was late.",
        [Said("Jack Ombaka", "said", "the boat had left"), Said("Jack Ombaka", "said", "it was late")],
    ),
    "what is told in a tag of somebody's praise": (
        "President Vladimir Putin praised the divers, the Kremlin said.",
        [Said("Vladimir Putin", "praised", "the divers", via="Kremlin")],
    ),
    "denied beside the charge, on a day": (
        "Chad accused Libya of arming the rebels, a charge Tripoli on Friday denied.",
        [Said("Chad", "accused", "Libya of arming the rebels"), Said("Libya", "denied", "a charge")],
    ),
    "who was told something by nobody who is named": (
        "Umm Sela, 61, said she had been told three times that her son was dead.",
        [Said("Umm Sela", "said", "she had been told three times that her son was dead")],
    ),
    "after an office, a name and its own auxiliary": (
        "Two roads are shut near Port Sela, the regional governor, Ana Vidal, has just said.",
        [Said("Ana Vidal", "said", "Two roads are shut near Port Sela")],
    ),
    "by somebody whom the parser hangs on the noun before": (
        "Asked whether the force would leave the airport of Goma, the representative of Norway stated it would stay.",
        [Said("representative", "stated", "it would stay")],
    ),
    "second of two whose subject the parser has lost": (
        "In a post on Telegram the governor of Kursk, Ana Vidal, thanked Norway for “its help” and said it was over.",
        [Said("Ana Vidal", "thanked", "Norway for “its help”", kind="mixed"), Said("Ana Vidal", "said", "it was over")],
    ),
    "by a single person whom no list knows": (
        "The Turkish Cypriot leadership denied that anyone had been attacked.",
        [Said("Turkish Cypriot leadership", "denied", "anyone had been attacked")],
    ),
    "by a treaty, which says nothing": ("The treaty of 2024 says that each side helps the other.", []),
    "by a sign, which says nothing": ("The sign says that the road is closed.", []),
    "denied beside the charge, after an office and a name": (
        "Chad accused Libya of arming the rebels, a charge Tripoli’s envoy, Omar Said, has denied.",
        [Said("Chad", "accused", "Libya of arming the rebels"), Said("Omar Said", "denied", "a charge")],
    ),
    "rejected, and whose claim it is": (
        "Chad rejected Libya’s claim that it had armed the rebels.",
        [
            Said("Chad", "rejected", "Libya’s claim that it had armed the rebels"),
            Said("Libya", "claim", "it had armed the rebels"),
        ],
    ),
    "rejected, and in which paper it stands": (
        "Chad dismissed reports in the newspaper Le Fanal that it had armed the rebels.",
        [
            Said("Chad", "dismissed", "reports in the newspaper Le Fanal that it had armed the rebels"),
            Said("Le Fanal", "reports", "it had armed the rebels"),
        ],
    ),
    "rejected, and whose proposal it is": (
        "Chad on Tuesday rejected a Libyan proposal to open the border.",
        [
            Said("Chad", "rejected", "a Libyan proposal to open the border"),
            Said("Libya", "proposal", "to open the border"),
        ],
    ),
    "rejected, a claim of nobody's": (
        "Chad denied any part. Chad rejected the allegation that its soldiers had armed the rebels.",
        [
            Said("Chad", "denied", "any part"),
            Said("Chad", "rejected", "the allegation that its soldiers had armed the rebels"),
        ],
    ),
    "denied, although others said something else": (
        "Chad also denies that it arms the rebels, although UN experts in May 2024 called reports of flights "
        "through Kufra in Libya “credible”.",
        [
            Said("Chad", "denies", "it arms the rebels"),
            Said("UN Panel of Experts", "called", "reports of flights through Kufra in Libya “credible”", kind="mixed"),
        ],
    ),
    "estimated, and others say something else": (
        "The mission retook the hospital. But the UN’s office here estimates the rebels still hold most of the town, "
        "and the International Organization for Migration says 1.2 million people have left their homes.",
        [
            Said("UN’s office", "estimates", "the rebels still hold most of the town"),
            Said("International Organization for Migration", "says", "1.2 million people have left their homes"),
        ],
    ),
    "said, as others put a number": (
        "Cuba insists recruits in Russia are outlaws as Kyiv puts their number at 5,000",
        [
            Said("Cuba", "insists", "recruits in Russia are outlaws"),
            Said("Ukraine", "puts", "their number at 5,000"),
        ],
    ),
    "said to hold even though others reject something": (
        "Turkey said the accord was valid even though Greece rejected the map.",
        [Said("Turkey", "said", "the accord was valid even though Greece rejected the map")],
    ),
    "said of somebody who left after others spoke": (
        "Norway said the man who fled after Britain accused Russia of poisoning a spy had died in Oslo.",
        [Said("Norway", "said", "the man who fled after Britain accused Russia of poisoning a spy had died in Oslo")],
    ),
    "said, as others demand something": (
        "Chad said its troops would stay as Libya demanded their return.",
        [Said("Chad", "said", "its troops would stay"), Said("Libya", "demanded", "their return")],
    ),
    "said of what somebody else is to say first": (
        "Chad said that it would leave as soon as Libya confirmed the truce.",
        [Said("Chad", "said", "it would leave as soon as Libya confirmed the truce")],
    ),
    "put in by as, of the sentence itself": (
        "The bridge will hold for another year, as engineer Tomas Brandt told the council.",
        [Said("Tomas Brandt", "told", "The bridge will hold for another year")],
    ),
    "denied in a relative clause": (
        "Congo accuses Rwanda of backing the rebels, which Kigali denies.",
        [
            Said("Democratic Republic of the Congo", "accuses", "Rwanda of backing the rebels"),
            Said("Rwanda", "denies", "backing the rebels", act="deny"),
        ],
    ),
    "denied in a relative clause, of a demand": (
        "The council demanded on Monday that Rwanda withdraw its men, which Kigali rejected at the time.",
        [
            Said("council", "demanded", "Rwanda withdraw its men"),
            Said("Rwanda", "rejected", "Rwanda withdraw its men"),
        ],
    ),
    "said to be otherwise": (
        "Norway said the men had left. Chad says otherwise.",
        [Said("Norway", "said", "the men had left"), Said("Chad", "says", "otherwise", act="dispute")],
    ),
    "said to be the opposite": (
        "Jakarta says the opposite.",
        [Said("Indonesia", "says", "the opposite", act="dispute")],
    ),
    "told to do something": (
        "Italy and Norway have told their citizens to leave.",
        [Said("Italy, Norway", "told", "their citizens to leave", act="demand")],
    ),
    "told reporters to wait, which is no statement": ("The minister told reporters to wait.", []),
    "told to do something, by nobody": ("Harbour bakery told to turn off its sign after neighbours lose sleep", []),
    "informed by a source, after its content": (
        "Dakar moved two patrol boats to the river, informed a source of the Senegalese navy.",
        [Said("source", "informed", "Dakar moved two patrol boats to the river")],
    ),
    "informed of something, not after its content": (
        "Norway signed the plan, informed its partners of the danger and left.",
        [Said("Norway", "informed", "the danger")],
    ),
    "cue that is taken for a noun": (
        "The militants of al-Shabaab claim they killed ten guards.",
        [Said("al-Shabaab", "claim", "they killed ten guards")],
    ),
    "cue that is taken for a noun, before a name": (
        "Defence boffins in Sydney reckon China has up to 300 militia boats in the area.",
        [Said("defence boffins", "reckon", "China has up to 300 militia boats in the area")],
    ),
    "noun before a name that is no cue": (
        "Researchers at the Lyon project TraceFront have documented ten deaths.",
        [Said("TraceFront", "documented", "ten deaths")],
    ),
    "estimated at a number of killed": (
        "Ukraine has since estimated North Korean losses at more than 6,000 killed and wounded.",
        [Said("Ukraine", "estimated", "North Korean losses at more than 6,000 killed and wounded")],
    ),
    "put at a number, those killed": (
        "Norway’s Ministry of Defence has put killed and wounded together at more than 600.",
        [Said("Norwegian Ministry of Defence", "put", "killed and wounded together at more than 600")],
    ),
    "said by those whom the outlet spoke to": (
        "Independent analysts we spoke to said they had seen no proof.",
        [Said("Independent analysts", "said", "they had seen no proof")],
    ),
    "said by one of those before, who is named beside": (
        "She asked two others. One of those, Hannah Bright at the University of Sela, said it was late.",
        [Said("Hannah Bright", "said", "it was late")],
    ),
    "said by the rebels of a group": (
        "The rebels of the Sela Liberation Army said they had left.",
        [Said("Sela Liberation Army", "said", "they had left")],
    ),
    "said by the officers of a navy": (
        "Officers of the Turkish Navy said they had left.",
        [Said("Turkish officers", "said", "they had left")],
    ),
    "described as something in one word": (
        "A ministry official described the report as fabricated.",
        [Said("ministry official", "described", "the report as fabricated")],
    ),
    "warned, whom and against what": (
        "Spokeswoman Ana Vidal warned both sides against using the port.",
        [Said("Ana Vidal", "warned", "both sides against using the port")],
    ),
    "called something in quotation marks, of what it is": (
        "Norway called the reported base “a dangerous expansion” of the war.",
        [Said("Norway", "called", "the reported base “a dangerous expansion” of the war", kind="mixed")],
    ),
    "called something in quotation marks, and where": (
        "Norway called the plan “absurd” in a statement.",
        [Said("Norway", "called", "the plan “absurd”", kind="mixed")],
    ),
    "said, but declined to say more": (
        "Minister Eva Sorel said talks with both sides were going well, but declined to name them.",
        [Said("Eva Sorel", "said", "talks with both sides were going well")],
    ),
    "said, but not made public": (
        "Norway said the letter had been sent but did not publish it.",
        [Said("Norway", "said", "the letter had been sent")],
    ),
    "said of what declined": (
        "The agency said exports had risen in May but declined in June.",
        [Said("agency", "said", "exports had risen in May but declined in June")],
    ),
    "denied in a relative clause, of what a medium reports": (
        "Reuters reported that Israel accused Iran of sending drones to Yemen, which Tehran denies.",
        [
            Said("Israel", "accused", "Iran of sending drones to Yemen", via="Reuters"),
            Said("Iran", "denies", "sending drones to Yemen"),
        ],
    ),
    "rejected in a relative clause, which is an offer": (
        "Germany said it had made an offer, which Britain rejected on Tuesday.",
        [Said("Germany", "said", "it had made an offer")],
    ),
    "said by some of a group": (
        "Three captured fighters of the RSF told Reuters that they had been forced to fight.",
        [Said("forces", "told", "they had been forced to fight", via="Reuters")],
    ),
    "confirmed, which is the sentence itself": (
        "Rebels took the town on Friday, as the army confirmed the report.",
        [Said("army", "confirmed", "Rebels took the town on Friday")],
    ),
    "rejected, in a court, which said nothing": (
        "A judge rejected an allegation in the High Court that the police had lied.",
        [Said("judge", "rejected", "an allegation in the High Court that the police had lied")],
    ),
    "until somebody says otherwise": ("The airport stays closed until the government says otherwise.", []),
    "estimated, at the start of all": ("Estimated 500 people died in the flood.", []),
    "cut off before a relative clause": (", which Kigali denies.", []),
    "cut off before a bracket": (") Said he would go to Kyiv.", []),
    "said, without saying what else": (
        "Norway acknowledged that two of the men were missing, without saying what they had been doing.",
        [Said("Norway", "acknowledged", "two of the men were missing")],
    ),
    "said, and had never been asked": (
        "The club said that its members had been promised a say and had never been asked.",
        [Said("club", "said", "its members had been promised a say and had never been asked")],
    ),
    "said by one whom the reporter spoke to, who is named beside": (
        "A farmer I spoke to, Abdi Noor, told me the first blast took the roof off his house.",
        [Said("Abdi Noor", "told", "the first blast took the roof off his house")],
    ),
    "said by a cable, which is a ministry's": (
        "A cable of the Norwegian foreign ministry came out. The cable, dated 2 May, said the men had left.",
        [Said("Norwegian Ministry of Foreign Affairs", "said", "the men had left")],
    ),
    "complained, by people whom no list knows": (
        "Stallholders complained on Monday that the market had been cleared by night.",
        [Said("Stallholders", "complained", "the market had been cleared by night")],
    ),
    "shows, which things do as well": ("Receipts show that the market had been cleared by night.", []),
    "according to, at the start": (
        "According to Ivo Maric, the barracks burned down in the night.",
        [Said("Ivo Maric", "According to", "the barracks burned down in the night")],
    ),
    "view": (
        "In Ivo Maric's view, the barracks burned too easily.",
        [Said("Ivo Maric", "In", "the barracks burned too easily")],
    ),
    "words": (
        "In the words of Ivo Maric, the barracks burned too easily.",
        [Said("Ivo Maric", "In", "the barracks burned too easily")],
    ),
    "eyes": (
        "For the researcher Mira Petrova, the trip was a failure.",
        [Said("Mira Petrova", "For", "the trip was a failure")],
    ),
    "count": (
        "By Ivo Maric's count, forty houses burned.",
        [Said("Ivo Maric", "By", "forty houses burned")],
    ),
    "noun of a medium": (
        "Reports from Reuters that the airfield was closed were read out in parliament.",
        [Said("Reuters", "Reports", "the airfield was closed")],
    ),
    "noun with its author": (
        "The warning by Ivo Maric that the dam could break went unheard.",
        [Said("Ivo Maric", "warning", "the dam could break", act="warn")],
    ),
    "announcement that admits": (
        "Tokyo issued an announcement admitting that two of its ships had collided.",
        [Said("Japan", "admitting", "two of its ships had collided", act="confirm")],
    ),
    "colon after a name": (
        "Downing Street: the talks go on tonight.\nNobody else spoke.",
        [Said("Downing Street", ":", "the talks go on tonight")],
    ),
    "headline with a surname that the article explains": (
        "Okafor: the bridge will not be given up\n\nGovernor Samuel Okafor told reporters that it was raining.",
        [
            Said("Samuel Okafor", ":", "the bridge will not be given up"),
            Said("Samuel Okafor", "told", "it was raining"),
        ],
    ),
    "transcript in a quotation": (
        'The partial transcript follows.\n\n"VIDAL: We never signed the lease.\n\n'
        '"BRANDT: The lease was signed in March.\n\n"VIDAL: Not by us.\n',
        [
            Said("VIDAL", ":", "We never signed the lease", kind="direct"),
            Said("BRANDT", ":", "The lease was signed in March", kind="direct"),
            Said("VIDAL", ":", "Not by us", kind="direct"),
        ],
    ),
    "transcript": (
        "Mira Petrova: We have no boats left.\nHost: And the army?\nMira Petrova: The army has none either.",
        [
            Said("Mira Petrova", ":", "We have no boats left"),
            Said("Mira Petrova", ":", "The army has none either"),
        ],
    ),
    "live blog": (
        "14:05 - Mira Petrova: The first boat has left the quay.\n"
        "14:20 - Mira Petrova: The second one is being loaded.",
        [
            Said("Mira Petrova", ":", "The first boat has left the quay"),
            Said("Mira Petrova", ":", "The second one is being loaded"),
        ],
    ),
}

QUOTATIONS = {
    "inverted tag": (
        "“We shall not leave before the harvest,” said Mayor Greta Lind.",
        [Said("Greta Lind", "said", "We shall not leave before the harvest", kind="direct")],
    ),
    "tag before": (
        "President Amara Diallo told parliament: “Our soldiers will be home by spring.”",
        [Said("Amara Diallo", "told", "Our soldiers will be home by spring", kind="direct")],
    ),
    "colon after a clause about its source": (
        "Estonia's defence minister, Hanno Pevkur, was blunter: “Weakness invites aggression.”",
        [Said("Hanno Pevkur", "was blunter", "Weakness invites aggression", kind="direct")],
    ),
    "tag in the middle": (
        "“The men are tired,” Colonel Aldo Ferri said, “and they want to go home.”",
        [
            Said("Aldo Ferri", "said", "The men are tired", kind="direct"),
            Said("Aldo Ferri", "said", "and they want to go home", kind="direct"),
        ],
    ),
    "tag with a long apposition, told to the paper itself": (
        "“The front is quiet,” a sergeant with the 14th Brigade, who goes by the name of Badger, told this newspaper.",
        [Said("sergeant", "told", "The front is quiet", kind="direct")],
    ),
    "signed by a dash and a name": (
        "“We planted the trees ourselves.” — Maria Santos, 31, a nurse\n“They took the tractor.” – Teófilo Cruz\n",
        [
            Said("Maria Santos", "—", "We planted the trees ourselves", kind="direct"),
            Said("Teófilo Cruz", "–", "They took the tractor", kind="direct"),
        ],
    ),
    "begging": (
        "“Give us the boats,” begged the captain.",
        [Said("captain", "begged", "Give us the boats", kind="direct")],
    ),
    "a dash and no name": (
        "It rained in Skive. “We shall not leave before the harvest.” — Nobody asked again.",
        [],
    ),
    "colourful verb": (
        "“This house will not be sold,” thundered Bishop Otto Kern.",
        [Said("Otto Kern", "thundered", "This house will not be sold", kind="direct")],
    ),
    "short one": (
        "“Not one metre,” hammered Prime Minister Jean Moreau.",
        [Said("Jean Moreau", "hammered", "Not one metre", kind="direct")],
    ),
    "scoffing": (
        "“They could not find their own boots,” scoffed General Pavel Dudek.",
        [Said("Pavel Dudek", "scoffed", "They could not find their own boots", kind="direct")],
    ),
    "unknown verb, known by its place": (
        "“Nobody asked us at all,” harrumphed Governor Nils Aas.",
        [Said("Nils Aas", "harrumphed", "Nobody asked us at all", kind="direct")],
    ),
    "straight marks": (
        '"The well is dry," said Mira Petrova.',
        [Said("Mira Petrova", "said", "The well is dry", kind="direct")],
    ),
    "single marks and an apostrophe": (
        "‘We don’t drink from it,’ said Mira Petrova.",
        [Said("Mira Petrova", "said", "We don’t drink from it", kind="direct")],
    ),
    "German marks": (
        "„The well is dry“, said Mira Petrova.",
        [Said("Mira Petrova", "said", "The well is dry", kind="direct")],
    ),
    "French marks": (
        "«The well is dry», said Mira Petrova.",
        [Said("Mira Petrova", "said", "The well is dry", kind="direct")],
    ),
    "fragment": (
        "Mira Petrova said the well was “as dry as a bone” and closed it.",
        [Said("Mira Petrova", "said", "the well was “as dry as a bone” and closed it", kind="mixed")],
    ),
    "several paragraphs": (
        "“We came at night,” Mira Petrova said. “The gate was open.\n\n“Nobody stopped us until the second bridge.”",
        [
            Said("Mira Petrova", "said", "We came at night", kind="direct"),
            Said(
                "Mira Petrova",
                "said",
                "The gate was open.\n\n“Nobody stopped us until the second bridge",
                kind="direct",
            ),
        ],
    ),
    "one more paragraph without a tag": (
        "“We came at night,” Mira Petrova said.\n\n“Nobody stopped us until the second bridge.”",
        [
            Said("Mira Petrova", "said", "We came at night", kind="direct"),
            Said("Mira Petrova", "said", "Nobody stopped us until the second bridge", kind="direct"),
        ],
    ),
}

RELAYS = {
    "an office that tells of its holder": (
        "Mayor Otto Kern described the crews as “brothers in need”, the office said.",
        [Said("Otto Kern", "described", "the crews as “brothers in need”", via="office", kind="mixed")],
    ),
    "a medium that tells what somebody did and promised": (
        "Yonhap reported on Monday that Mayor Otto Kern had met the crews and promised them new boats.",
        [
            Said("Yonhap News Agency", "reported", "Mayor Otto Kern had met the crews"),
            Said("Otto Kern", "promised", "them new boats", via="Yonhap News Agency"),
        ],
    ),
    "a medium that praises": (
        "Yonhap said on Monday that the bridge was closed, praising the crews.",
        [
            Said("Yonhap News Agency", "said", "the bridge was closed"),
            Said("Yonhap News Agency", "praising", "the crews"),
        ],
    ),
    "a medium that cites somebody": (
        "Yonhap said the ship had sailed, citing a harbour official.",
        [Said("harbour official", "said", "the ship had sailed", via="Yonhap News Agency")],
    ),
    "a medium that cites somebody before its content": (
        "Reuters reported on Monday, citing two diplomats, that the convoy had turned back.",
        [Said("diplomats", "reported", "the convoy had turned back", via="Reuters")],
    ),
    "a speech broadcast by a medium": (
        "The mayor said in a speech broadcast by Radio Skive that the bridge would close.",
        [Said("mayor", "said", "the bridge would close", via="Radio Skive")],
    ),
    "a message issued on a day": (
        "The mayor said in a message issued on Monday that the bridge would close.",
        [Said("mayor", "said", "the bridge would close")],
    ),
    "a reason that is cited": (
        "The ministry closed the crossing, citing security concerns.",
        [Said("ministry", "citing", "security concerns")],
    ),
    "quoted by an agency": (
        "Marta Ruiz was quoted by Reuters as saying that the border posts were empty.",
        [Said("Marta Ruiz", "was quoted by Reuters as saying", "the border posts were empty", via="Reuters")],
    ),
    "agency that quotes": (
        "Reuters quoted Marta Ruiz as saying that the border posts were empty.",
        [Said("Marta Ruiz", "quoted Marta Ruiz as saying", "the border posts were empty", via="Reuters")],
    ),
    "quoted by nobody named": (
        "Marta Ruiz was quoted as saying that the border posts were empty.",
        [Said("Marta Ruiz", "was quoted as saying", "the border posts were empty")],
    ),
    "agency after": (
        "Mira Petrova said the well was dry, Reuters reported.",
        [Said("Mira Petrova", "said", "the well was dry", via="Reuters")],
    ),
    "agency before": (
        "Reuters reported that Mira Petrova said the well was dry.",
        [Said("Mira Petrova", "said", "the well was dry", via="Reuters")],
    ),
    "according to an agency": (
        "Mira Petrova said the well was dry, according to Reuters.",
        [Said("Mira Petrova", "said", "the well was dry", via="Reuters")],
    ),
    "agency told": (
        "Mira Petrova told Reuters that the well was dry.",
        [Said("Mira Petrova", "told", "the well was dry", via="Reuters")],
    ),
    "interview": (
        "Mira Petrova said in an interview with the BBC that the well was dry.",
        [Said("Mira Petrova", "said", "the well was dry", via="BBC")],
    ),
    "statement carried": (
        "In a statement carried by Xinhua, Mira Petrova said the well was dry.",
        [Said("Mira Petrova", "said", "the well was dry", via="Xinhua")],
    ),
    "as reported by": (
        "Mira Petrova said, as reported by Reuters, that the well was dry.",
        [Said("Mira Petrova", "said", "the well was dry", via="Reuters")],
    ),
    "two deep": (
        "The NIS told lawmakers the camp was empty, according to lawmaker Lee Min-ho, Yonhap reported.",
        [
            Said(
                "National Intelligence Service",
                "told",
                "the camp was empty",
                via="Lee Min-ho, Yonhap News Agency",
            )
        ],
    ),
}

CASES = {
    f"{group}: {name}": case
    for group, cases in (("verb", VERBS), ("phrase", NO_VERBS), ("quotation", QUOTATIONS), ("relay", RELAYS))
    for name, case in cases.items()
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES.keys())
def test_each_construction_gives_its_statements(extract: Extract, text: str, expected: list[Said]) -> None:
    assert said(extract(text), expected) == expected
