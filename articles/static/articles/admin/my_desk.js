import {renew} from './page/renewal.js';

renew('.desk-parts');
