// What the form of a picture or a recording has.
import './pictures/focal_point.js';
import './pictures/upload_form.js';
