import type { Express, Request, RequestHandler } from 'express';
import type { AfterExam } from './after-exam.ts';
import { appealRoutes } from './appeals/index.ts';
import type { Config } from './config.ts';
import { pictureRoutes, sendPicture } from './evidence/index.ts';
import type { Stores } from './open-stores.ts';
import { staffOf } from './people/index.ts';
import { receiptRoutes } from './receipts/index.ts';
import { attemptReviewRoutes, examReviewRoutes } from './review/index.ts';

export interface AfterExamRoutePorts {
  readonly config: Config;
  readonly stores: Pick<Stores, 'evidence' | 'incidents'>;
  readonly afterExam: AfterExam;
  /** Lets only those pass who may review. */
  readonly reviewers: RequestHandler;
  /** Whose token a student's request carries. @throws Refusal for a missing, expired or forged one */
  readonly attemptIdOf: (request: Request) => Promise<string>;
}

/** The addresses of what comes after an exam. */
export function addAfterExamRoutes(app: Express, ports: AfterExamRoutePorts): void {
  const { config, stores, reviewers, attemptIdOf } = ports;
  const { room, appeals, receipts, looks } = ports.afterExam;
  const guards = { reviewers, staffOf };
  app.use('/api/exams', examReviewRoutes(room, guards));
  app.use('/api/attempts', attemptReviewRoutes(room, guards));
  app.use('/api/appeals', reviewers, appealRoutes({ appeals, staffOf }));
  app.use(
    '/api/incidents',
    reviewers,
    pictureRoutes({
      store: stores.evidence,
      findIncident: (incidentId) => stores.incidents.find(incidentId),
      looks,
      staffOf,
    }),
  );
  app.use(
    '/api/student',
    receiptRoutes({ attemptIdOf, receipts, appeals, sendPicture }, config.receipts),
  );
}
