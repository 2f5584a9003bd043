import type { Express, NextFunction, Request, Response } from 'express';
import type { FaultSwitches } from './fault-switches.ts';

/**
 * The switches that `npm run break` and `npm run mend` press. Only loopback may press them, and no web page can:
 * a browser sends PUT, DELETE and JSON across sites only after asking, and nobody here answers that.
 */
export function addControl(
  app: Express,
  { faults, onCrash }: { faults: FaultSwitches; onCrash: () => void },
): void {
  const known = (request: Request<{ name: string }>, response: Response, next: NextFunction) => {
    if (faults.knows(request.params.name)) next();
    else response.status(404).json({ error: `no fault ${request.params.name} here`, faults: faults.list() });
  };
  const answer = (response: Response) => response.json({ faults: faults.list() });

  app.get('/control/faults', (_request: Request, response: Response) => void answer(response));
  app.put('/control/faults/:name', known, (request: Request<{ name: string }>, response: Response) => {
    faults.set(request.params.name, true);
    answer(response);
  });
  app.delete('/control/faults/:name', known, (request: Request<{ name: string }>, response: Response) => {
    faults.set(request.params.name, false);
    answer(response);
  });
  app.delete('/control/faults', (_request: Request, response: Response) => {
    faults.clear();
    answer(response);
  });
  app.put('/control/crash', (_request: Request, response: Response) => {
    response.status(202).json({ crashing: true });
    response.once('finish', onCrash);
  });
}
