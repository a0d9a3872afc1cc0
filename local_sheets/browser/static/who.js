// A link's fragment (#gid=..&fvid=..) would be lost on the way through the choice of a person.
const next = document.querySelector("input[name=next]");
if (next && location.hash && next.value) next.value += location.hash;
