// Rows that a save stored: the form knows them by their keys from now on, and what they said then.

// A new row is taken out of the form, a stored one is removed by a save.
function askForRemoval(row, name) {
  const link = row?.querySelector('.inline-deletelink');
  const label = document.createElement('label');
  label.className = 'delete';
  label.append(Object.assign(document.createElement('input'), {type: 'checkbox', name}), ` ${link?.textContent}`);
  link?.replaceWith(label);
}

// `rows` are pairs of a prefix and the keys of its rows, in the order in which they were sent.
export function giveKeys(form, sent, rows) {
  const put = (name, value) => { form.elements[name].value = value; sent.set(name, value); };
  for (const [prefix, keys] of rows) {
    keys.forEach((key, place) => {
      const row = `${prefix}-${place}-`;
      put(`${row}id`, key);
      for (const {name} of form.querySelectorAll(`[name^="initial-${row}"]`)) put(name, sent.get(name.slice(8)) ?? '');
      askForRemoval(document.getElementById(`${prefix}-${place}`), `${row}DELETE`);
    });
    put(`${prefix}-INITIAL_FORMS`, keys.length);
  }
}
