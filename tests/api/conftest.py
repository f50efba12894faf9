from tests.one_of_everything import hers as hers
