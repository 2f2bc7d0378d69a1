// A picture that came into the story is described there and then.
import {isJson, post, refused} from '../drafts/session.js';

let former = Promise.resolve();
let calm = 0;

const fields = () => [
  ['alt_text', gettext('Alt text: what it shows'), 'text'], ['is_decorative', gettext('It is decorative'), 'checkbox'],
  ['caption', gettext('Caption'), 'textarea'], ['credit', gettext('Credit'), 'text'], ['licence', gettext('Licence'), 'text'],
];

function alertIn(tag) {
  const line = document.createElement(tag);
  line.className = 'error';
  line.setAttribute('role', 'alert');
  return line;
}

function row([name, label, type], words) {
  const line = document.createElement('p');
  const tag = document.createElement('label');
  const error = alertIn('span');
  const input = document.createElement(type === 'textarea' ? type : 'input');  // a line alone would join a caption's lines
  if (type !== 'textarea') input.type = type;
  input.name = name;
  if (type === 'checkbox') input.checked = words[name];
  else input.value = words[name];
  tag.append(label, input);
  line.append(tag, error);
  return line;
}

function origin(words, choices) {
  const line = document.createElement('p');
  const tag = document.createElement('label');
  const select = document.createElement('select');
  select.name = 'digital_source_type';
  for (const [value, label] of choices) select.add(new Option(label, value, false, value === words.digital_source_type));
  tag.append(gettext('Origin'), select);
  line.append(tag);
  return line;
}

function ask(said) {
  const dialog = document.createElement('dialog');
  const form = document.createElement('form');
  const title = document.createElement('h2');
  const problem = alertIn('p');
  const save = document.createElement('button');
  const later = document.createElement('button');
  dialog.className = 'picture-words';
  title.textContent = `${gettext('About this picture')}: ${said.name}`;
  dialog.setAttribute('aria-label', title.textContent);
  save.textContent = gettext('Save');
  save.className = 'button default';
  later.textContent = gettext('Later');
  later.type = 'button';
  later.className = 'button';
  form.append(title, problem, ...fields().filter(([name]) => name in said.words).map((field) => row(field, said.words)), origin(said.words, said.origins), save, ' ', later);
  dialog.append(form);
  document.body.append(dialog);
  later.addEventListener('click', () => dialog.close());
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const show = (errors, sentence = '') => {
      const others = Object.keys(errors).filter((name) => !form.elements[name]);
      problem.textContent = [sentence, ...others.map((name) => errors[name])].join(' ').trim();
      for (const input of form.querySelectorAll('input, textarea')) {
        input.closest('p').querySelector('.error').textContent = errors[input.name] || '';
      }
    };
    show({});
    try {
      const answer = await post(said.address, new FormData(form));
      const {errors} = isJson(answer) ? await answer.json() : {};
      if (answer.ok) dialog.close();
      else if (answer.type !== 'opaqueredirect') show(errors ?? {}, errors ? '' : refused(answer.status));  // to the sign-in
    } catch {
      show({}, gettext('The connection was lost. Try again.'));
    }
  });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve();
    });
  });
}

// One at a time, and not under the hands of somebody who types.
export function describe(said) {
  former = former.then(async () => {
    while (Date.now() < calm) await new Promise((resolve) => { setTimeout(resolve, 99); });
    return ask(said);
  });
}

document.addEventListener('keydown', ({target}) => {
  if (!target.closest('.picture-words, button')) calm = Date.now() + 1500;
});
