// What stands in the text in place of its letters: a citation's chip, a picture, a list's bullet.
import {Decoration, WidgetType} from '../editor/codemirror.js';

export class Chip extends WidgetType {
  constructor(key, locator, number, said) {
    super();
    Object.assign(this, {key, locator, number, name: said === null ? gettext('unknown source') : said?.name ?? key, isUnknown: said === null});
  }

  eq(other) {
    return ['key', 'locator', 'number', 'name'].every((field) => this[field] === other[field]);
  }

  toDOM() {
    const chip = document.createElement('span');
    const number = document.createElement('b');
    chip.className = this.isUnknown ? 'w-chip w-unknown' : 'w-chip';
    chip.title = `[@${this.key}${this.locator ? `, ${this.locator}` : ''}]`;
    number.textContent = this.number ?? '?';
    chip.append(number, ` ${this.isUnknown ? `${this.key}: ${this.name}` : this.name}${this.locator ? `, ${this.locator}` : ''}`);
    return chip;
  }

  ignoreEvent() { return false; }
}

export class Picture extends WidgetType {
  constructor(key, alt, said) {
    super();
    Object.assign(this, {key, alt, said});
  }

  eq(other) {
    return this.key === other.key && this.alt === other.alt && this.said === other.said;
  }

  toDOM(view) {
    const frame = document.createElement('span');
    const words = document.createElement('span');
    frame.className = 'w-picture';
    words.textContent = this.said === null ? gettext('There is no such picture.') : [this.said?.name, this.said?.hint].filter(Boolean).join(' · ') || '…';
    if (this.said?.view) {
      const picture = Object.assign(document.createElement('img'), {src: this.said.view, alt: this.alt || this.said.name});
      picture.addEventListener('load', () => view.requestMeasure());
      frame.append(picture);
    }
    frame.append(words);
    return frame;
  }

  get estimatedHeight() { return 240; }
  ignoreEvent() { return false; }
}

class Bullet extends WidgetType {
  eq() { return true; }
  toDOM() { return Object.assign(document.createElement('span'), {className: 'w-bullet', textContent: '•'}); }
  ignoreEvent() { return false; }
}
export const bullet = Decoration.replace({widget: new Bullet()});
