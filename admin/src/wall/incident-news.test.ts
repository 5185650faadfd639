import { notReviewed } from '@invigil/shared-types';
import { describe, expect, it } from 'vitest';
import {
  contradictionFor,
  detectorOffFor,
  noteFor,
  pageEventFor,
  technicalFor,
  violationFor,
} from '../testing/index.ts';
import { IncidentNews } from './incident-news.ts';

const idsOf = (incidents: readonly { id: string }[]) => incidents.map(({ id }) => id);

describe('what is new in a batch', () => {
  it('is each incident once, however often it changes', () => {
    const news = new IncidentNews(20_000);
    const awaited = violationFor('1');
    expect(idsOf(news.take([awaited], 5_500))).toEqual(['1']);
    const missing = { ...awaited, witness: { state: 'missing', reason: 'busy' } } as const;
    expect(news.take([missing], 6_000)).toEqual([]);
    // Long after: what it would say now is no news either.
    expect(news.take([missing], 60_000)).toEqual([]);
  });

  it('is nothing that was recorded before the wall was opened, decided on or over', () => {
    const news = new IncidentNews(20_000);
    const review = { ...notReviewed, state: 'accepted', staffId: 's', at: 6_000 } as const;
    const batch = [
      violationFor('old', { capturedAt: 1_000 }),
      violationFor('decided', { capturedAt: 30_000, review }),
      technicalFor('ended', { capturedAt: 30_000, endedAt: 31_000 }),
    ];
    expect(news.take(batch, 40_000)).toEqual([]);
  });

  it('is a late violation all the same: it is the confirming that makes it known', () => {
    const news = new IncidentNews(20_000);
    const late = violationFor('late', { capturedAt: 1_000, confirmedAt: 100_000 });
    expect(idsOf(news.take([late], 100_200))).toEqual(['late']);
  });

  it('is no note, and once that a detector switched itself off, which is over at once', () => {
    const news = new IncidentNews(20_000);
    const batch = [noteFor('note'), detectorOffFor('off', 1_000, 5_000)];
    expect(idsOf(news.take(batch, 6_000))).toEqual(['off']);
    expect(news.take(batch, 7_000)).toEqual([]);
  });

  it('begins with the gravest: a contradiction weighs as much as a second face', () => {
    const news = new IncidentNews(20_000);
    const batch = [
      technicalFor('technical'),
      violationFor('low', { type: 'head_turned' }),
      contradictionFor('contradiction'),
      pageEventFor('medium'),
      violationFor('high'),
      violationFor('critical', { type: 'identity_mismatch' }),
    ];
    expect(idsOf(news.take(batch, 10_000))).toEqual([
      'critical',
      'contradiction',
      'high',
      'medium',
      'low',
      'technical',
    ]);
  });
});
