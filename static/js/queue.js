// Presses wait here, on the device, from before they are sent until the server acknowledged them.
// IndexedDB, so that a service worker can deliver them too.

const NAME = "timesheet", STORE = "presses";

let opened = null;

function open() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "uuid" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

/** Opens the store once; anew where it failed, the browser closed it, or somebody must change it. */
export async function ready() {
  opened ??= open().then((db) => {
    const drop = () => { opened = null; db.close(); };
    db.onclose = db.onversionchange = drop;
    return db;
  }, (error) => { opened = null; throw error; });
  return opened;
}

async function run(mode, work) {
  const db = await ready();
  return new Promise((done, failed) => {
    const tx = db.transaction(STORE, mode, { durability: "strict" });
    const asked = work(tx.objectStore(STORE));
    tx.oncomplete = () => done(asked.result);
    tx.onerror = tx.onabort = () => failed(tx.error);
  });
}

export const keep = (press) => run("readwrite", (store) => store.put(press));
export const forget = (uuid) => run("readwrite", (store) => store.delete(uuid));

/** The presses of a person that wait, in the order in which they were made. */
export async function waiting(person) {
  const all = await run("readonly", (store) => store.getAll());
  return all.filter((press) => press.person === person).sort((a, b) => a.seq - b.seq);
}

/** How many presses of other people wait on this device; a tablet's own are not people's. */
export async function others(person) {
  const all = await run("readonly", (store) => store.getAll());
  return all.filter((press) => typeof press.person === "number" && press.person !== person && !press.refused).length;
}

/** The next number of this device; presses carry it so that their order survives the network. */
export function nextSeq() {
  const seq = Number(localStorage.getItem("device-seq") || 0) + 1;
  localStorage.setItem("device-seq", String(seq));
  return seq;
}

/** A UUIDv4; crypto.randomUUID exists only where the page came over TLS or from localhost. */
export function uuid4() {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  const hex = Array.from(b, (n) => n.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
