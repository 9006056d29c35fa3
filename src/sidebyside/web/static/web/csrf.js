// @ts-check
// htmx sends no token of its own; the token of this page goes with every request that changes something.

document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = /** @type {CustomEvent} */ (event).detail;
  const token = document.querySelector('meta[name="csrf-token"]')?.getAttribute("content");
  const here = new URL(ctx.request.action, document.baseURI).origin === location.origin;
  if (token && here && !["GET", "HEAD"].includes(ctx.request.method)) {
    ctx.request.headers["X-CSRFToken"] = token;
  }
});
