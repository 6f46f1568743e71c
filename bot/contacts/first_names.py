"""First names that people of an English-speaking town bear, and that are no ordinary word as well."""

from __future__ import annotations

# "Will", "Mark", "Grace" and "Joy" are missing on purpose: beside a cue ("my name is") they are masked all the same.
FIRST_NAMES = frozenset(
    """aaliyah aaron abdul abdullah abigail adam adele adrian agnes agnieszka ahmed aidan aisha alan albert alejandro
    aleksandra alex alexander alexandra alexandria alexis alfie ali alice alicia alison alistair allison alyssa amanda
    amara amelia amina amir amit amy ana andrea andreas andrew andy angela angelica angus anita anja ann anna anne
    annette annie anthony antonio anya archie arjun arthur arturo ashley ashok audrey ava ayesha barbara bartosz
    beatrice becky ben benjamin bernadette bernard beth bethany betty beverley bianca bogdan brenda brendan brian
    bridget bruce bryan caitlin callum cameron camila carl carla carlos carmen carol caroline carolyn carys catherine
    cathy cecilia charles charlie charlotte chen chloe chris christina christine christopher claire clara clare claudia
    clive colin connor conor craig cynthia daisuke damian daniel daniela danielle danny daphne darren dave david
    dawid dean debbie deborah deirdre denise dennis derek diana diane dimitri dmitri dominic donald donna dorothy doug
    douglas duncan dylan ebony edith eduardo edward eileen elaine eleanor elena eli elias elizabeth ella ellen ellie
    elsie emily emma eric erica erin esther ethan eugene eva evelyn ewa ewan farah fatima felicity felix fernando fiona
    florence frances francesca francis frederick freya gabriel gabriela gareth gary gavin gemma geoff geoffrey george
    georgia georgina gerald geraldine giles gillian giovanni giulia gordon graham grainne greg gregory greta gwen hamza
    hannah harriet harry hasan hassan heather hector heidi helen helena henry hilary hiroshi howard hugh hugo ian
    ibrahim ingrid irene irina isaac isabel isabella isabelle isla ivan jacek jacob jacqueline jake james jamie jane
    janet janice jasmine jason javier jean jeff jeffrey jenna jennifer jenny jeremy jerry jessica jill jim jimmy joan
    joanna joanne joe joel johan johanna john johnny jonathan jorge jose joseph josephine josh joshua joyce juan
    judith julia julian julie juliet justin karen karim karl katarzyna kate katherine kathleen kathryn kathy katie
    kayla keith kelly kelvin ken kenneth kerry kevin khadija kieran kim kimberly kirsty krzysztof kumar kyle lakshmi
    lars laura lauren laurence lawrence leah leanne leila leo leonard lesley leslie liam lidia linda lindsay lisa liz
    lorenzo lorna lorraine louis louisa louise luca lucas lucia lucy luis lukasz luke lydia lynn lynne madeleine
    madison magdalena maggie malcolm malgorzata mandy manuel marcin marco marcus margaret maria marian marie marina
    mario marion marjorie marta martha martin mary mateusz matteo matthew maureen mehmet mei melanie melissa mia
    michael michal michelle miguel mike mikhail milan miriam mohammad mohammed moira molly monika muhammad muriel nadia
    nancy naomi natalia natalie natasha nathan neil nia niall niamh nicholas nicky nicola nicole nigel nikhil nina
    nisha noah noel nora norma norman oleg olga oliver olivia omar oscar owen pablo paddy pamela patricia patrick
    paul paula pauline pavel pedro peggy penelope peter petra philip philippa phillip phoebe pierre piotr priya
    priyanka rachel rahul rajesh ralph raymond rebecca renata rhys ricardo richard rita robert roberta roberto robin
    rodrigo roger roisin ronald rosemary rosie roxanne roy rupert russell ruth ryan sadie saeed sally salma samantha
    samir samuel sandeep sandra sanjay saoirse sara sarah scott sean sebastian sergei shannon sharon shaun sheila
    shirley shreya siobhan simon simone sofia sonia sophia sophie stacey stan stanley stefan stella stephanie stephen
    steve steven stewart stuart sunita susan susanna susie suzanne svetlana sylvia tamara tanya tariq tatiana teresa
    terry theo theresa thomas tiffany tim timothy tina tobias toby todd tom tomasz tommy toni tony tracey tracy trevor
    ursula valerie vanessa vera veronica vicky victoria vijay vikram vincent viktor vivian vladimir walter wayne wendy
    wilfred william xavier yasmin yolanda yuki yusuf yvette yvonne zachary zahra zainab zara zoe""".split()
)
