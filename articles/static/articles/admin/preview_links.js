// A preview's address goes to the clipboard by a button.

for (const address of document.querySelectorAll('.preview-links input')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = gettext('Copy');
  button.setAttribute('aria-live', 'polite');
  button.addEventListener('click', () => {
    address.select();
    // Works without HTTPS too, as `navigator.clipboard` doesn't.
    const isCopied = document.execCommand('copy');
    button.textContent = isCopied ? gettext('Copied') : gettext('Selected: press Ctrl C');
    if (isCopied) button.focus();
  });
  address.after(button);
}
