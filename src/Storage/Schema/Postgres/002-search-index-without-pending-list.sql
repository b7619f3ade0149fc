-- The indexer works in small steps with rests between them; merging a list of thousands of words at once would be a long step.
ALTER INDEX message_search_words SET (fastupdate = off);
SELECT gin_clean_pending_list('message_search_words');
