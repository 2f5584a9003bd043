/** How often a property is tried: enough for each commit; `npm run verify` asks for many times as much. */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env['TOCSIN_RUNS'] ?? 1));
