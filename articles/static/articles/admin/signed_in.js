// Tell the tabs that waited, and close the window.

new BroadcastChannel('newsroom-session').postMessage('signed in');
window.close();
