// What every page of the desk has.
import './page/signed_in_first.js';  // before any other that hears a form
import './page/accessible_names.js';
import './page/command_palette.js';
import './page/focus.js';
import './page/menus.js';
import './page/moments.js';
import './page/shortcuts.js';
import './page/submit_once.js';
import './page/unsaved_changes.js';
