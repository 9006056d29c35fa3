// @ts-check
// The token that a request of a script carries, for whatever sends by itself.

// What a school names its cookie depends on its address: served over https it is the first. Where a server went from
// http to https, browsers keep the older one beside it for a year, with a token that is worth nothing any more.
const NAMES = ["__Host-csrftoken", "csrftoken"];

/** The cookie's is newer than the page's where somebody has signed in again in another tab. */
export function token() {
  const cookies = document.cookie.split("; ");
  for (const name of NAMES) {
    const found = cookies.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    if (found) return found;
  }
  return document.querySelector('meta[name="csrf-token"]')?.getAttribute("content") || "";
}
