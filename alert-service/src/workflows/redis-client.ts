// A file of its own, since it is loaded when it is wanted: of a CommonJS package itself the bundle would hand over no names.
export { createClient } from '@redis/client';
