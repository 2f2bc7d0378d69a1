// A picture that was dropped into the text is described there and then.
'use strict';
{
  const fields = () => [
    ['alt_text', gettext('Alt text: what it shows'), 'text'], ['is_decorative', gettext('It is decorative'), 'checkbox'],
    ['caption', gettext('Caption'), 'text'], ['credit', gettext('Credit'), 'text'], ['licence', gettext('Licence'), 'text'],
  ];

  function row([name, label, type], words) {
    const line = document.createElement('p');
    const tag = document.createElement('label');
    const input = document.createElement('input');
    const error = document.createElement('span');
    input.type = type;
    input.name = name;
    if (type === 'checkbox') input.checked = words[name];
    else input.value = words[name];
    error.className = 'error';
    error.setAttribute('role', 'alert');
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
    const save = document.createElement('button');
    const later = document.createElement('button');
    dialog.className = 'picture-words';
    dialog.setAttribute('aria-label', gettext('About this picture'));
    title.textContent = gettext('About this picture');
    save.textContent = gettext('Save');
    save.className = 'button default';
    later.textContent = gettext('Later');
    later.type = 'button';
    later.className = 'button';
    form.append(title, ...fields().map((field) => row(field, said.words)), origin(said.words, said.origins), save, ' ', later);
    dialog.append(form);
    document.body.append(dialog);
    later.addEventListener('click', () => dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const token = document.querySelector('[name=csrfmiddlewaretoken]').value;
      const answer = await fetch(said.address, {method: 'POST', body: new FormData(form), headers: {'X-CSRFToken': token}});
      if (answer.ok) return dialog.close();
      const {errors = {alt_text: answer.statusText}} = await answer.json().catch(() => ({}));
      for (const input of form.querySelectorAll('input')) {
        input.closest('p').querySelector('.error').textContent = errors[input.name] || '';
      }
      return undefined;
    });
    dialog.showModal();
  }

  document.addEventListener('picture', (event) => ask(event.detail));
}
