// What the form of a story has, and the forms of acts on it.
import './copydesk/findings.js';
import './drafts/act_drafts.js';
import './drafts/autosave.js';
import './page/bar.js';
import './page/in_place.js';
import './page/look_first.js';
import './page/one_line.js';
import './page/panels.js';
import './pictures/lead_picture.js';
import './surface/field.js';
import './writing/word_count.js';
